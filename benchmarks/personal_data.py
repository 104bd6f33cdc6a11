"""How much personal data is found, and how often a clean column is accused: on made-up data of many countries.

    python benchmarks/personal_data.py

The finder's own lists of names are longer and hold most of the names here, so recall is measured again after
it has forgotten most of them, as for names that nobody listed. Then anonymity and the actions of a privacy plan
are timed on 1,000,000 rows, beside one group-by of the same table.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import pandas as pd

from core.design.data.personal import find_personal_data, names
from core.design.data.personal.national_ids import WITH_CHECKSUM
from core.design.data.reading.conform import describe_columns
from core.design.solution.privacy.actions import apply_plan
from core.design.solution.privacy.anonymity import assess_anonymity
from core.design.solution.privacy.plan import Generalise, LegalBasis, PrivacyPlan, Pseudonymise

ROWS = 300
LARGE = 1_000_000
SEEDS = 5
PEOPLE: dict[str, tuple[str, str]] = {
    "United States": (
        "James Mary Robert Patricia Logan Harper Tyler Kayla Derek Brooke Trevor Paige Chase Sierra Wyatt Hailey",
        "Smith Johnson Brown Lopez Whitaker Pruitt Hendrix Callahan Stanton Mercer Dalton Yates Bowen Keller",
    ),
    "United Kingdom": (
        "Oliver Amelia George Isla Harry Poppy Callum Freya Rhys Imogen Alistair Gemma Nigel Beatrice Graham Fiona",
        "Jones Taylor Davies Evans Pemberton Ashworth Whitfield Hargreaves Thornton Blackwood Sinclair Fairfax",
    ),
    "Germany": (
        "Lukas Anna Jonas Lena Finn Emilia Heiko Silvia Jörg Annegret Detlef Rosemarie Malte Frauke Ingo Mareike",
        "Müller Schmidt Weber Fischer Brinkmann Oppermann Kühn Reuter Seidel Voigt Sommerfeld Haas Lindner Böhm",
    ),
    "France": (
        "Lucas Emma Hugo Manon Théo Inès Baptiste Camille Gaël Solène Yann Maëlys Thibault Clémence Loïc Océane",
        "Martin Bernard Dubois Petit Lemoine Charpentier Boucher Renaud Marchand Picard Aubert Besnard Colas",
    ),
    "Spain": (
        "Hugo Lucía Martín Sofía Pablo Paula Íñigo Nuria Rubén Rocío Joaquín Inmaculada Gonzalo Consuelo Iker Lorena",
        "García Fernández López Sánchez Cabrera Iglesias Montero Pascual Redondo Bravo Esteban Calvo Peña Rubio",
    ),
    "Italy": (
        "Leonardo Sofia Francesco Aurora Lorenzo Ginevra Tommaso Beatrice Edoardo Ilaria Nicolò Benedetta Dario",
        "Rossi Russo Ferrari Esposito Pellegrini Battaglia Villa Serra Galli Parisi Sartori Bellini Marchetti Neri",
    ),
    "Poland": (
        "Jakub Zuzanna Szymon Hanna Kacper Maja Bartłomiej Oliwia Dariusz Aldona Ryszard Halina Mirosław Bożena",
        "Nowak Kowalski Wójcik Kamiński Pawłowski Krawczyk Sikora Baran Szewczyk Pietrzak Wróbel Górski Sadowski",
    ),
    "Brazil": (
        "Miguel Alice Arthur Helena Thiago Larissa Vinícius Letícia Caio Bruna Rafaela Otávio Jéssica Wesley Thaís",
        "Silva Santos Oliveira Souza Nascimento Moreira Cavalcanti Nunes Machado Freitas Pinto Moura Andrade Campos",
    ),
    "Netherlands": (
        "Daan Emma Sem Julia Bram Sanne Joost Femke Sjoerd Marloes Wouter Annelies Ruben Lotte Gijs Noor Thijs",
        "Jansen Bakker Visser Mulder Hoekstra Kuipers Verhoeven Schouten Willems Postma Veenstra Kramer Blom",
    ),
    "Sweden": (
        "Lucas Alice Elias Maja Oscar Ebba Gustav Linnéa Viktor Saga Axel Wilma Göran Birgitta Lennart Gunilla Rolf",
        "Andersson Johansson Karlsson Lindqvist Bergström Sandberg Nyström Hedlund Wallin Ekström Sjöberg Forsberg",
    ),
    "India": (
        "Aarav Saanvi Vihaan Ananya Rohan Priya Karthik Divya Siddharth Meera Suresh Lakshmi Harish Pooja",
        "Sharma Patel Singh Kumar Nair Menon Chatterjee Mukherjee Bhat Kulkarni Agarwal Chopra Malhotra Pillai",
    ),
    "Turkey": (
        "Yusuf Zeynep Mustafa Elif Ömer Defne Emre Merve Burak Büşra Hakan Esra Serkan Tuğba Volkan Derya",
        "Yılmaz Kaya Demir Çelik Aydın Arslan Doğan Kılıç Aslan Koç Kurt Özdemir Şimşek Polat",
    ),
    "Russia": (
        "Александр Анастасия Дмитрий Мария Максим Дарья Иван Ольга Кирилл Полина Роман Вера",
        "Иванов Смирнова Кузнецов Попова Соколов Лебедева Козлов Новикова Морозов Павлова Волков Тарасенко",
    ),
    "China": (
        "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞",
        "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 方 石",
    ),
    "Japan": (
        "翔太 結衣 大輔 美咲 健太 さくら 拓也 陽子 直樹 恵子 浩二 由美子",
        "佐藤 鈴木 高橋 田中 渡辺 伊藤 中村 小林 上田 丸山 平野 菊地",
    ),
    "Korea": ("민준 서연 도윤 지우 하은 서준 지호 수아 예준 지민 현우 유진", "김 이 박 최 정 강 조 윤 장 임 탁 제"),
    "Egypt": ("محمد أحمد فاطمة مريم كريم طارق ياسمين هبة عمر سلمى", "حسن علي إبراهيم السيد عبدالرحمن منصور فاروق شريف"),
    "Nigeria": (
        "Chinedu Ngozi Emeka Chioma Tunde Folake Segun Yetunde Ifeanyi Amara Kelechi Adaeze Samuel Blessing",
        "Okafor Adeyemi Balogun Eze Okonkwo Nwosu Olawale Ibrahim Musa Bello Abubakar Obi Uche Adebayo",
    ),
}  # fmt: skip
ONE_WORD = ("China", "Japan", "Korea")
STREETS = {
    "United States": "{n} Maple Avenue|{n} Sunset Blvd|{n} N Lincoln St, Apt {m}|{n} Old Mill Rd|{n} Pine Court",
    "United Kingdom": "{n} High Street|Flat {m}, {n} Church Lane|{n} Victoria Terrace|{n} Station Road",
    "Germany": "Hauptstraße {n}|Am Ring {n}|Goethestr. {n}b|Berliner Allee {n}|Lindenweg {n}",
    "France": "{n} rue de la Paix|{n}, avenue Foch|{n} bis boulevard Voltaire|{n} impasse des Lilas",
    "Spain": "Calle Mayor {n}|Avda. de la Constitución, {n}|Paseo del Prado {n}|Plaza de España {n}",
    "Italy": "Via Roma {n}|Viale Europa, {n}|Corso Garibaldi {n}|Piazza Dante {n}",
    "Netherlands": "Kerkstraat {n}|Prinsengracht {n}|Dorpsweg {n}a|Marktplein {n}",
    "Poland": "ul. Długa {n}|al. Jana Pawła II {n}/{m}|ul. Polna {n}",
    "Sweden": "Storgatan {n}|Kungsvägen {n}|Skolgatan {n} B",
    "Brazil": "Rua das Flores, {n}|Avenida Paulista, {n}|Travessa do Sol {n}",
    "China": "南京路{n}号|解放大街{n}号|人民路{n}号",
}
PHONES = (
    "+1 (###) ###-####", "(###) 555-####", "###-###-####", "+44 20 #### ####", "07### ######", "+49 30 #######",
    "0171/#######", "+33 6 ## ## ## ##", "06.##.##.##.##", "+34 6## ### ###", "+39 3## #######", "+48 ### ### ###",
    "(11) 9####-####", "+91 9####-#####", "+86 13# #### ####", "090-####-####", "010-####-####", "+31 6 ########",
)  # fmt: skip
PLAIN_FORMS: dict[str, tuple[str, ...]] = {
    "US social security number": ("4##-2#-3###",),
    "UK national insurance number": ("AB ## ## ## C", "JK######A"),
    "IP address": ("10.#.2#.1#", "2001:db8:#:#::#"),
    "hardware address": ("0#:1#:a#:b#:c#:d#", "0#-1#-2#-3#-4#-5#"),
    "UK postcode": ("SW1# #AA", "M# #BB", "EC#A #DN"),
    "Canadian postcode": ("K#A #B#", "V#C #E#"),
}
BODIES = {
    "Spanish DNI or NIE": "########",
    "French social security number": "1##05########",
    "Swiss AHV number": "756#########",
    "Italian tax code": "RSSMRA##H##F###",
    "Finnish identity code": "1104##-###",
    "Chinese identity number": "110101198#0#1####",
    "Swedish identity number": "##0#1####",
    "Norwegian identity number": "1#0######",
    "Polish PESEL": "##0#1#####",
    "Belgian national number": "#########",
    "Brazilian CPF": "#########",
    "German tax number": "1#########",
    "Turkish identity number": "1########",
    "Indian Aadhaar number": "5##########",
    "Dutch citizen number": "1#######",
    "Canadian social insurance number": "4#######",
}
ENDINGS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def filled(form: str, rng: np.random.Generator) -> str:
    """Return a form with a digit for each #."""
    return "".join(str(rng.integers(0, 10)) if c == "#" else c for c in form)


def with_checksum(form: str, shows: Callable[[str], bool], width: int, rng: np.random.Generator) -> str:
    """Return a filled form with the check characters that make it valid, found by trying."""
    while True:
        body = filled(form, rng)
        ends = ENDINGS if width == 1 else [f"{n:02d}" for n in range(100)]
        for end in ends:
            if shows(body + end):
                return body + end


def luhn(body: str) -> str:
    """Return a body of digits with its Luhn check digit."""
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in body[::-2])
    return body + str(-(doubled + sum(int(d) for d in body[-2::-2])) % 10)


def iban(country: str, form: str, rng: np.random.Generator) -> str:
    """Return an IBAN with right check digits (ISO 13616)."""
    account = filled(form, rng)
    number = int("".join(str(int(c, 36)) for c in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02d}{account}"


def number_columns(rng: np.random.Generator) -> dict[str, list[str]]:
    """Return columns of what has a checksum or a strict form; none is named after what it holds."""
    found: dict[str, list[str]] = {}
    for known in WITH_CHECKSUM:
        width = 2 if known.title in ("French social security number", "Belgian national number") else 1
        if known.title in ("Norwegian identity number", "Brazilian CPF", "Turkish identity number"):
            width = 2
        found[known.title] = [with_checksum(BODIES[known.title], known.shows, width, rng) for _ in range(60)]
    for country, form in (
        ("DE", "#" * 18),
        ("FR", "#" * 23),
        ("GB", "NWBK" + "#" * 14),
        ("NL", "INGB" + "#" * 10),
    ):
        found[f"IBAN {country}"] = [iban(country, form, rng) for _ in range(ROWS)]
    for brand, body in (("Visa", "4" + "#" * 14), ("Mastercard", "53" + "#" * 13), ("Amex", "37" + "#" * 12)):
        found[f"card {brand}"] = [luhn(filled(body, rng)) for _ in range(ROWS)]
    for kind, forms in PLAIN_FORMS.items():
        found |= {f"{kind} {i}": [filled(form, rng) for _ in range(ROWS)] for i, form in enumerate(forms)}
    found |= {f"phone {form}": [filled(form, rng) for _ in range(ROWS)] for form in PHONES}
    found["e-mail"] = [f"{'abcdef'[i % 6]}{rng.integers(1e6)}@mail{i % 9}.example.org" for i in range(ROWS)]
    found["e-mail in text"] = [f"wants an answer to k{rng.integers(1e6)}@post.de" for _ in range(ROWS)]
    return found


def name_columns(rng: np.random.Generator) -> dict[str, list[str]]:
    """Return columns of names, written in the ways that they are written; none is named after what it holds."""
    found = {}
    for country, (first_text, family_text) in PEOPLE.items():
        first, family = rng.choice(first_text.split(), ROWS), rng.choice(family_text.split(), ROWS)
        pairs = list(zip(first, family, strict=True))
        if country in ONE_WORD:
            found[f"{country} family first"] = [f"{b}{a}" for a, b in pairs]
            continue
        found[f"{country} first family"] = [f"{a} {b}" for a, b in pairs]
        found[f"{country} family, first"] = [f"{b}, {a}" for a, b in pairs]
        found[f"{country} in capitals"] = [f"{a} {b}".upper() for a, b in pairs]
        found[f"{country} first alone"] = list(first)
        found[f"{country} family alone"] = list(family)
    return found


def other_columns(rng: np.random.Generator) -> dict[str, list]:
    """Return columns of streets and of dates of birth."""
    found: dict[str, list] = {}
    for country, forms in STREETS.items():
        made = [str(rng.choice(forms.split("|"))) for _ in range(ROWS)]
        found[f"street {country}"] = [t.format(n=rng.integers(1, 200), m=rng.integers(1, 20)) for t in made]
    days = rng.integers(0, 60 * 365, ROWS)
    found["birth dates"] = list(pd.Timestamp("1945-01-01") + pd.to_timedelta(days, unit="D"))
    return found


def clean_columns(rng: np.random.Generator) -> dict[str, list]:
    """Return columns that hold nothing of a person, many of them close to something that does."""
    cities = [
        "Berlin",
        "Paris",
        "London",
        "San Jose",
        "Victoria",
        "Charlotte",
        "Santiago",
        "Austin",
        "Jackson",
        "Lincoln",
        "Florence",
        "Madrid",
        "Rome",
        "Milan",
        "Hamburg",
        "Lyon",
        "Houston",
        "Columbus",
        "Denver",
        "Dallas",
        "Portland",
        "Sofia",
        "Warsaw",
        "Prague",
        "Vienna",
        "Munich",
        "Geneva",
        "Osaka",
        "Kyoto",
    ]
    nouns = [
        "Widget",
        "Lamp",
        "Chair",
        "Table",
        "Desk",
        "Shelf",
        "Kettle",
        "Toaster",
        "Blender",
        "Mug",
        "Plate",
        "Knife",
        "Rug",
        "Mirror",
        "Clock",
    ]
    colours = ["Blue", "Red", "Green", "Amber", "Olive", "Ruby", "Silver", "Golden", "Scarlet", "Violet"]
    brands = [
        "Audi",
        "Ford",
        "BMW",
        "Toyota",
        "Honda",
        "Mercedes",
        "Opel",
        "Fiat",
        "Renault",
        "Mazda",
        "Kia",
        "Seat",
        "Skoda",
        "Volvo",
        "Lexus",
        "Tesla",
    ]
    firms = [
        "Nordwind",
        "Acme",
        "Globex",
        "Initech",
        "Umbrella",
        "Stark",
        "Wayne",
        "Hooli",
        "Vandelay",
        "Wonka",
        "Cyberdyne",
    ]
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    states = [
        "Georgia",
        "Virginia",
        "Texas",
        "Ohio",
        "Utah",
        "Iowa",
        "Maine",
        "Nevada",
        "Oregon",
        "Kansas",
        "Alaska",
        "Montana",
        "Idaho",
    ]
    reviews = [
        "arrived late",
        "works well",
        "broke after a week",
        "good value",
        "would buy again",
        "not as shown",
    ]
    pick = lambda items: [str(v) for v in rng.choice(items, ROWS)]  # noqa: E731
    days = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 2_000, ROWS), unit="D")
    return {
        "city": pick(cities),
        "state": pick(states),
        "month": pick(months),
        "brand": pick(brands),
        "product": [f"{a} {b}" for a, b in zip(pick(colours), pick(nouns), strict=True)],
        "product_long": [
            f"{a} {b} {n} cm" for a, b, n in zip(pick(colours), pick(nouns), range(ROWS), strict=True)
        ],
        "firm": [
            f"{a} {b}" for a, b in zip(pick(firms), pick(["GmbH", "Ltd", "Inc", "AG", "& Sons"]), strict=True)
        ],
        "review": [f"{a}, {b}" for a, b in zip(pick(reviews), pick(reviews), strict=True)],
        "order_no": list(range(10_000, 10_000 + ROWS)),
        "invoice": [f"INV-2024-{i:05d}" for i in range(ROWS)],
        "nine_digits": [int(v) for v in rng.integers(10**8, 10**9, ROWS)],
        "eleven_digits": [int(v) for v in rng.integers(10**10, 10**11, ROWS)],
        "thirteen_digits": [str(v) for v in rng.integers(10**12, 10**13, ROWS)],
        "sixteen_digits": [str(v) for v in rng.integers(10**15, 10**16, ROWS)],
        "ean": [f"40{v:011d}" for v in rng.integers(0, 10**11, ROWS)],
        "hash": [f"{v:016x}" for v in rng.integers(0, 2**62, ROWS)],
        "version": [f"{a}.{b}.{c}" for a, b, c in rng.integers(0, 20, (ROWS, 3))],
        "range": [f"{a}-{a + 500}" for a in rng.integers(1_000, 9_000, ROWS)],
        "time": [f"{i % 24:02d}:{i % 60:02d}" for i in range(ROWS)],
        "size": [f"{a}x{b}x{c}" for a, b, c in rng.integers(1, 90, (ROWS, 3))],
        "sku": [f"{c}{n:06d}" for c, n in zip(pick(list("ABCXYZ")), range(ROWS), strict=True)],
        "price": list(rng.normal(100, 30, ROWS).round(2)),
        "share": list(rng.random(ROWS)),
        "income": list(rng.lognormal(10, 1, ROWS)),
        "latitude": list(rng.uniform(-90, 90, ROWS)),
        "population": [int(v) for v in rng.integers(10**5, 10**7, ROWS)],
        "day": list(days),
        "delivered": list(days + pd.Timedelta(days=3)),
        "score": pick(list("ABCDE")),
        "answer": pick(["yes", "no"]),
        "job": pick(["nurse", "teacher", "clerk", "engineer", "cook", "driver", "none"]),
        "education": pick(["Bachelors", "HS-grad", "Masters", "Doctorate"]),
        "currency": pick(["EUR", "USD", "GBP", "JPY"]),
        "country": pick(
            ["Germany", "France", "Jordan", "Chad", "Italy", "Spain", "Japan", "India", "Brazil"]
        ),
        "url": [f"https://shop.example.org/item/{i}" for i in range(ROWS)],
        "file": [f"report_{i}.pdf" for i in range(ROWS)],
        "coordinates": [f"{a:.4f}, {b:.4f}" for a, b in rng.uniform(-80, 80, (ROWS, 2))],
        "vin": ["".join(rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"), 17)) for _ in range(ROWS)],
        "flight": [f"LH{n}" for n in rng.integers(100, 999, ROWS)],
        "icd": [
            f"{c}{n}.{m}"
            for c, n, m in zip(
                pick(list("CEIJ")), rng.integers(10, 99, ROWS), rng.integers(0, 9, ROWS), strict=True
            )
        ],
        "flower": pick(["setosa", "versicolor", "virginica", "Rose", "Lily", "Iris", "Daisy", "Violet"]),
    }


def built_in_columns() -> dict[str, list]:
    """Return the columns of scikit-learn's own tables."""
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_linnerud, load_wine

    loads = (load_breast_cancer, load_diabetes, load_iris, load_linnerud, load_wine)
    tables = {load.__name__: load(as_frame=True).frame for load in loads}
    return {f"{table} {name}": list(frame[name]) for table, frame in tables.items() for name in frame}


def flagged(columns: dict[str, list]) -> dict[str, str]:
    """Return what the finder says of columns under names that say nothing."""
    said = {}
    for number, (title, values) in enumerate(columns.items()):
        frame = pd.DataFrame({f"c{number}": values})
        for personal in find_personal_data(frame, describe_columns(frame)):
            said[title] = personal.kind
    return said


def flagged_with_names(columns: dict[str, list]) -> dict[str, str]:
    """Return what the finder says of columns under their own names."""
    said = {}
    for title, values in columns.items():
        frame = pd.DataFrame({title: values})
        said |= {p.column: p.kind for p in find_personal_data(frame, describe_columns(frame))}
    return said


def known_share() -> float:
    """Return the share of the names written here that the finder's own lists hold."""
    words = {w.casefold() for c, (a, b) in PEOPLE.items() if c not in ONE_WORD for w in (a + " " + b).split()}
    return len(words & (names.FIRST_NAMES | names.FAMILY_NAMES)) / len(words)


def recall_of_names_known_less(share: float) -> tuple[float, float]:
    """Return the share of names still known, and recall, after the finder forgot all but a share of its own."""
    kept, rng = (names.FIRST_NAMES, names.FAMILY_NAMES), np.random.default_rng(0)
    hits, known = [], []
    try:
        for seed in range(SEEDS):
            names.FIRST_NAMES, names.FAMILY_NAMES = (
                frozenset(name for name in sorted(listed) if rng.random() < share) for listed in kept
            )
            columns = name_columns(np.random.default_rng(seed))
            said = flagged(columns)
            hits += [title in said for title in columns]
            known.append(known_share())
        return float(np.mean(known)), float(np.mean(hits))
    finally:
        names.FIRST_NAMES, names.FAMILY_NAMES = kept


def measure() -> dict[str, float]:
    """Return recall by group and the share of clean columns that are accused, over five seeds."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        groups = {"checksum or form": number_columns, "names": name_columns, "streets, births": other_columns}
        for group, make in groups.items():
            columns = make(rng)
            said = flagged(columns)
            hits[group] += [title in said for title in columns]
            missed = [title for title in columns if title not in said]
            print(f"seed {seed} {group}: missed {missed}" if missed else f"seed {seed} {group}: all found")
        clean = clean_columns(rng) | (built_in_columns() if seed == 0 else {})
        accused = flagged_with_names(clean)
        hits["clean"] += [title in accused for title in clean]
        print(f"seed {seed} clean: accused {accused}")
    return {group: float(np.mean(found)) for group, found in hits.items()}


def report(shares: dict[str, float]) -> None:
    """Print the shares."""
    print(f"\nnames here that the finder knows: {known_share():.0%}")
    for group, share in shares.items():
        print(f"{'false flags, clean columns' if group == 'clean' else 'recall, ' + group}: {share:.1%}")


def seconds(work: Callable[[], object]) -> float:
    """Return how long one piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def people(rows: int) -> pd.DataFrame:
    """Return made-up people: what could be known of a person, a number of each, and what nobody should learn."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 90, rows),
            "sex": rng.choice(["f", "m"], rows),
            "postcode": rng.integers(10_000, 10_400, rows).astype(str),
            "job": rng.choice([f"job {i}" for i in range(60)], rows),
            "born": pd.Timestamp("1940-01-01") + pd.to_timedelta(rng.integers(0, 25_000, rows), unit="D"),
            "member": [f"member {i}" for i in range(rows)],
            "illness": rng.choice(["none", "flu", "other"], rows),
        }
    )


def time_privacy(rows: int = LARGE) -> None:
    """Print how long anonymity and a plan take, as multiples of one group-by of the same table in pandas."""
    table, known = people(rows), ["age", "sex", "postcode", "job"]
    plan = PrivacyPlan(
        purpose="A benchmark.",
        legal_basis=LegalBasis.CONSENT,
        retention_until=date(2999, 1, 1),
        actions=(
            Pseudonymise(column="member"),
            Generalise(column="age", to="bands", width=10),
            Generalise(column="postcode", to="prefix", length=3),
            Generalise(column="born", to="year"),
        ),
    )
    one = seconds(lambda: table.groupby(known, sort=False).size())
    found = seconds(lambda: assess_anonymity(table, known, "illness"))
    done = seconds(lambda: apply_plan(table, plan, b"k" * 32))
    print(f"\n{rows:,} rows; one pandas group-by of four columns: {one:.2f} s")
    print(
        f"anonymity of four columns (15 ways to combine them) and diversity: {found:.2f} s, {found / one:.1f} group-bys"
    )
    print(f"a plan of four actions, {rows:,} different pseudonyms: {done:.2f} s, {done / one:.1f} group-bys")


if __name__ == "__main__":
    report(measure())
    for part in (0.6, 0.4, 0.2):
        known, recall = recall_of_names_known_less(part)
        print(f"had it known {known:.0%} of the names: recall, names {recall:.1%}")
    time_privacy()
