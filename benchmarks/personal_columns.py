"""Made-up columns of personal data: names, streets, numbers and births of many countries."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.design.data.personal.national_ids import WITH_CHECKSUM

ROWS = 300
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
