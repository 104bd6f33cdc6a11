"""Builds the package of a model: one zip that installs, serves, tests and retrains without us."""

import json
import os
import re
import zipfile
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

import core.scoring
from core.deployment.package.card import escaped, model_card_text
from core.deployment.package.made_up import made_up_rows
from core.deployment.package.plain_script import SCRIPT
from core.deployment.package.training_script import NotPrintable, pipeline_source
from core.deployment.package.verify import MANIFEST
from core.design.solution.architecture import Architecture, in_use, shipped_parts
from core.scoring.model import HASHED_FILES, MANIFEST_FILE, ScoringModel, load_model, sha256
from core.scoring.protection import CODE, protected_rows
from core.scoring.rows import json_records, rows_frame

SAMPLE_ROWS = 20
NOBODY = "0" * 32
"""The code of nobody, in made-up rows."""
TEMPLATES = Path(__file__).parent / "templates"
SCORING = Path(core.scoring.__file__).parent
EPOCH = (1980, 1, 1, 0, 0, 0)
REQUIRED = ("numpy", "pandas", "scipy", "scikit-learn", "skops", "fastapi", "starlette", "uvicorn")
REQUIRED_FOR_TESTS = ("httpx==0.28.1", "pytest==9.2.0")
"""Pinned here: the app runs without them, so it cannot ask for their versions."""
OPENMP = (
    "RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*"
)
REPRODUCE_LINE = (
    "    python reproduce.py DATA.csv rows.csv out.csv       # all of it again, with public libraries alone"
)
WAYS = (
    ("predict.py", "    python predict.py rows.csv predictions.csv          # predict: CSV in, CSV out"),
    ("serve.py", "    python serve.py --port 8000                         # serve: http://127.0.0.1:8000"),
    ("serve.py", "    curl -d @tests/sample_rows.json http://127.0.0.1:8000/predict"),
    ("Dockerfile", "    docker build -t {image} . && docker run -p 8000:8000 {image}"),
)
"""Each program with a command that runs it."""

Contents = dict[str, bytes]


def build_package(
    model_folder: Path,
    out: Path,
    *,
    card: dict[str, Any],
    sample: pd.DataFrame | None = None,
    script: bytes = b"",
) -> Path:
    """Write the package of a verified model folder to `out`, complete or not at all.

    Equal folders, cards and versions give equal bytes.

    Parameters
    ----------
    model_folder : Path
        Written by `save_model`.
    card : dict
        Sections of the model card: title to text, list, or {item: text}.
    sample : DataFrame, optional
        Raw rows for the package's tests. Never real ones; by default 20 rows made up from the contract.

    script : bytes
        From `plain_script`, run and found to give the model's predictions; empty for none.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    ScoringError
        The model folder is damaged or does not fit the running versions.
    """
    model = load_model(model_folder)
    contents = package_contents(model, model_folder, card, sample, script)
    files = {name: sha256(content) for name, content in sorted(contents.items())}
    about = {"name": model.manifest["name"], "version": model.manifest["version"], "files": files}
    contents[MANIFEST] = _json(about)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        _write_zip(unfinished, contents)
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
    return out


def package_contents(
    model: ScoringModel,
    model_folder: Path,
    card: dict[str, Any],
    sample: pd.DataFrame | None,
    script: bytes = b"",
) -> Contents:
    """Return every file of the package but its manifest, by path."""
    model_files = (*HASHED_FILES, MANIFEST_FILE)
    return {
        **{f"model/{name}": (model_folder / name).read_bytes() for name in model_files},
        **{
            f"scoring/{path.relative_to(SCORING).as_posix()}": path.read_bytes()
            for path in sorted(SCORING.rglob("*.py"))
        },
        **_tests(model, sample),
        **_programs(model, is_printed=bool(script)),
        **({SCRIPT: script} if script else {}),
        "requirements.txt": "".join(f"{line}\n" for line in requirements(model)).encode(),
        "model_card.md": model_card_text(card, model.manifest).encode(),
    }


def requirements(model: ScoringModel) -> list[str]:
    """Return the package's requirements, pinned to the versions running here."""
    used = [*REQUIRED, *(["lightgbm"] if _uses_lightgbm(model) else [])]
    return [*(f"{name}=={version(name)}" for name in used), *REQUIRED_FOR_TESTS]


def sample_rows(model: ScoringModel, sample: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """Return the package's sample rows as JSON objects, protected; made up from the contract unless given."""
    frame = made_up_rows(model.input_contract, SAMPLE_ROWS) if sample is None else sample
    text = frame[model.inputs].to_json(orient="records", date_format="iso", double_precision=15)
    rows: list[dict[str, Any]] = json.loads(text)
    return protected_rows([row | _codes(row, model.protection) for row in rows], model.protection)


def _codes(row: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, str]:
    """A code that stands for nobody where a made-up text stands in a pseudonymised column."""
    coded = [action["column"] for action in actions if action["action"] == "pseudonymise"]
    texts = {name: row.get(name) for name in coded if isinstance(row.get(name), str)}
    return {name: NOBODY for name, text in texts.items() if not CODE.fullmatch(str(text))}


def _tests(model: ScoringModel, sample: pd.DataFrame | None) -> Contents:
    rows = sample_rows(model, sample)
    expected = model.predict(rows_frame(rows, model.inputs, model.input_contract))
    return {
        "tests/test_package.py": _template("test_package.py"),
        "tests/sample_rows.json": _json({"rows": rows}),
        "tests/expected.json": _json(json_records(expected)),
    }


def _programs(model: ScoringModel, *, is_printed: bool) -> Contents:
    manifest = model.manifest
    script, train_line = _training_script(model)
    image = re.sub(r"[^a-z0-9]+", "-", str(manifest["name"]).lower()).strip("-") or "model"
    title = " ".join(str(manifest["name"]).split())
    architecture = Architecture.model_validate(manifest.get("architecture", {}))
    readme = _template(
        "README.md",
        name=title,
        version=manifest["version"],
        ways=_ways(architecture, image),
        train_line=f"{train_line}\n{REPRODUCE_LINE}" if is_printed else train_line,
        use="\n".join(
            f"- {item}: {escaped(words.rstrip('. '))}." for item, words in in_use(architecture).items()
        ),
        protection=_protection_note(model.protection),
    )
    return {
        "README.md": readme,
        "serve.py": _template("serve.py"),
        "predict.py": _template("predict.py"),
        "Dockerfile": _template("Dockerfile", system_libraries=OPENMP if _uses_openmp(model) else ""),
        **({"train.py": script} if script else {}),
    }


def _ways(architecture: Architecture, image: str) -> str:
    """Return the commands of every shipped program, those of the way in use first."""
    used = shipped_parts(architecture)
    first = [line for program, line in WAYS if program in used]
    others = [line for program, line in WAYS if program not in used]
    return "\n".join([*first, *others]).format(image=image)


def _protection_note(actions: list[dict[str, Any]]) -> str:
    """Return what the README says of protected columns; empty where there are none."""
    coded = [escaped(one["column"]) for one in actions if one["action"] == "pseudonymise"]
    coarse = [escaped(one["column"]) for one in actions if one["action"] != "pseudonymise"]
    lines = [
        *(
            [f"Raw values of {', '.join(coarse)} are masked or made coarser here, as for training."]
            if coarse
            else []
        ),
        *(
            [f"Of {', '.join(coded)} only the app's codes are taken; a raw value is refused."]
            if coded
            else []
        ),
    ]
    said = " ".join(lines)
    return f"\n## Protected columns\n\n{said}\n" if said else ""


def _training_script(model: ScoringModel) -> tuple[bytes | None, str]:
    """Return train.py and its line in the README, or None and the reason why there is none."""
    try:
        imports, pipeline = pipeline_source(model.pipeline)
    except NotPrintable as error:
        return None, f"\nThere is no training script: {error}"
    script = _template(
        "train.py",
        rows_note=_rows_note(model.manifest),
        imports="\n".join(f"{line}  # noqa: E402" for line in imports.splitlines()),
        target=repr(model.manifest["target"]),
        labels=repr(model.manifest["labels"]),
        pipeline=pipeline.replace("\n", "\n    "),
    )
    return script, "    python train.py training_rows.csv retrained         # train the same model again"


def _rows_note(manifest: dict[str, Any]) -> str:
    rule = " ".join(str(manifest.get("split") or "model_card.md says how they were split off.").split())
    rule = rule.replace("\\", "/").replace('"', "'")
    return f"The training rows are the rows of the data outside the hold-out: {rule}"


def _uses_lightgbm(model: ScoringModel) -> bool:
    return "lightgbm" in model.manifest["libraries"]


def _uses_openmp(model: ScoringModel) -> bool:
    return _uses_lightgbm(model)


def _template(file: str, **values: Any) -> bytes:
    text = (TEMPLATES / f"{file}.tmpl").read_text(encoding="utf-8")
    return (Template(text).substitute(values) if values else text).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False).encode()


def _write_zip(path: Path, contents: Contents) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, contents[name])
    with open(path, "rb") as written:
        os.fsync(written.fileno())
