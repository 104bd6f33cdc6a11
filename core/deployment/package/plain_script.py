"""Prints all of a model's training as one plain script: reading, rows kept back, preparation, fit, prediction."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from core.deployment.package.training_script import NotPrintable, pipeline_source
from core.design.solution.design import SplitPlan, SplitStrategy
from core.scoring.scoring_model import ScoringModel

SCRIPT = "reproduce.py"
TEMPLATES = Path(__file__).parent / "templates"
COPY_WORDS = "the data as the app keeps it, written as CSV (UTF-8, comma)."


@dataclass(frozen=True)
class PlainReading:
    """How a CSV is read by the script.

    Attributes
    ----------
    source : str
        What the file is, in words that end a sentence; never its name.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    source: str = COPY_WORDS


def plain_script(
    model: ScoringModel, kinds: Mapping[str, str], plan: SplitPlan, reading: PlainReading
) -> bytes:
    """Return the script that trains a model again with public libraries alone.

    Run as ``python reproduce.py DATA.csv ROWS.csv PREDICTIONS.csv`` it writes the scores of ROWS: `value`, or
    the `probability` of the positive label, or `probability_<label>` of each.

    Parameters
    ----------
    kinds : mapping
        Kind of each column of the data ("number", "category", "text", "boolean", "date"), target and column of
        the split included.

    Raises
    ------
    NotPrintable
        For a model that no plain code can rebuild, or a split whose rule is not on record.
    """
    imports, pipeline = pipeline_source(model.pipeline)
    manifest = model.manifest
    features = {feature["name"]: feature["kind"] for feature in model.recipe["features"]}
    used = set(features.values())
    return _filled(
        "reproduce.py",
        name=_one_line(manifest["name"]),
        source=reading.source,
        split=_one_line(plan.in_words),
        imports=_imports(imports),
        target=repr(manifest["target"]),
        labels=repr(manifest["labels"]),
        features=_dictionary(features),
        read=repr({"sep": reading.delimiter, "encoding": reading.encoding}),
        pipeline=pipeline.replace("\n", "\n    "),
        number_text='str(text).replace(",", ".")' if reading.decimal == "," else "text",
        readers="".join(
            f"\n\n{READERS[kind]}\n" for kind in sorted(_needed(used, kinds, manifest["target"]))
        ),
        converters=_converters(used),
        **_target_parts(manifest["ml_task"], kinds[manifest["target"]]),
        holdout=_kept_back(plan, kinds, manifest).rstrip(),
    ).encode()


READERS = {
    "boolean": '''def truths(column):
    """Return truth values written one way."""
    spelt = {"true": "True", "1": "True", "false": "False", "0": "False"}
    return texts(column).map(lambda text: spelt.get(text.lower(), text))''',
    "date": '''def date_parts(name, column):
    """Return the parts of dates such as 2024-05-17 or 2024-05-17 08:30."""
    dates = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601").dt.tz_convert(None)
    days, at = (dates - pd.Timestamp(1970, 1, 1)) // pd.Timedelta(days=1), dates.dt
    parts = {"year": at.year, "month": at.month, "day": at.day, "weekday": at.day_of_week, "hour": at.hour}
    parts["days"] = days
    return {f"{name}__{part}": found.to_numpy(float, na_value=np.nan) for part, found in parts.items()}''',
    "label": '''def number_text(text):
    """Return the text of a number: 2.0 is "2"."""
    value = number(text)
    if np.isnan(value):
        return MISSING
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)''',
}
CONVERTERS = {
    "number": "columns[name] = numbers(rows[name])",
    "category": "columns[name] = texts(rows[name])",
    "text": "columns[name] = texts(rows[name])",
    "boolean": "columns[name] = truths(rows[name])",
    "date": "columns.update(date_parts(name, rows[name]))",
}
TARGET_TEXTS = {
    "number": "texts(column).map(number_text)",
    "boolean": "truths(column)",
    "date": 'column.map(lambda text: str(pd.Timestamp(text)), na_action="ignore").fillna(MISSING)',
}


def _needed(used: set[str], kinds: Mapping[str, str], target: str) -> set[str]:
    of_target = {"number": "label", "boolean": "boolean"}.get(kinds[target], "")
    return {kind for kind in (*used, of_target) if kind in READERS}


def _converters(used: set[str]) -> str:
    lines = []
    for at, kind in enumerate(kind for kind in CONVERTERS if kind in used):
        lines += [f"        {'elif' if at else 'if'} kind == {kind!r}:", f"            {CONVERTERS[kind]}"]
    return "\n".join(lines)


def _target_parts(ml_task: str, kind: str) -> dict[str, str]:
    if ml_task == "regression":
        return {
            "target_words": "the amounts",
            "target_reader": "    values = numbers(column)\n    return values, np.isfinite(values)",
            "prediction_words": "the predicted amounts",
            "predictor": '    return pd.DataFrame({"value": model.predict(inputs(rows))})',
        }
    scored = (
        "    found = np.zeros((len(rows), len(LABELS)))\n"
        "    found[:, model.classes_.astype(int)] = model.predict_proba(inputs(rows))\n"
    )
    binary = '    return pd.DataFrame({"probability": found[:, 1]})'
    several = '    return pd.DataFrame(found, columns=[f"probability_{label}" for label in LABELS])'
    return {
        "target_words": "the codes (positions in LABELS)",
        "target_reader": _codes(TARGET_TEXTS.get(kind, "texts(column)")),
        "prediction_words": "the probability of the last label" if ml_task == "binary" else "probabilities",
        "predictor": scored + (binary if ml_task == "binary" else several),
    }


def _codes(texts: str) -> str:
    return (
        f"    found = {texts}\n"
        '    usable = ((found != MISSING) & (found.str.strip() != "")).to_numpy()\n'
        "    codes = np.full(len(found), -1)\n"
        "    codes[usable] = [LABELS.index(text) for text in found[usable]]\n"
        "    return codes, usable"
    )


def _kept_back(plan: SplitPlan, kinds: Mapping[str, str], manifest: dict[str, Any]) -> str:
    shared = {"seed": plan.seed, "share": repr(plan.holdout)}
    is_regression = manifest["ml_task"] == "regression"
    if plan.strategy is SplitStrategy.TIME:
        return _by_time(manifest.get("learnt_rows"))
    if plan.strategy is SplitStrategy.GROUPED:
        return _by_group(plan, kinds[str(plan.column)], is_regression)
    is_whole = plan.strategy is SplitStrategy.RANDOM or is_regression
    each = "[np.flatnonzero(values == label) for label in np.unique(values)]"
    strata = "[np.arange(len(values))]" if is_whole else each
    return _filled("kept_back_random", **shared, strata=strata, of_each="" if is_whole else " of each label")


def _by_group(plan: SplitPlan, kind: str, is_regression: bool) -> str:
    from core.development.splits import GROUP_DRAWS

    column = f"data[{plan.column!r}]"
    return _filled(
        "kept_back_grouped",
        seed=plan.seed,
        share=repr(plan.holdout),
        draws=GROUP_DRAWS,
        groups=f"numbers({column})" if kind == "number" else f"texts({column})",
        label_table="np.zeros((len(values), 1))" if is_regression else "np.eye(len(LABELS))[values]",
    )


def _by_time(rule: dict[str, Any] | None) -> str:
    if rule is None:
        raise NotPrintable("No row that was learnt from has a time, so no rule tells them from the others.")
    column = f"data[{rule['column']!r}]"
    dates = f'pd.to_datetime({column}, errors="coerce", utc=True, format="ISO8601")'
    last = f"pd.Timestamp({rule['last']!r})" if rule["is_date"] else repr(rule["last"])
    times = dates if rule["is_date"] else f"pd.Series(numbers({column}))"
    return _filled(
        "kept_back_time", times=times, last=last, unknown=" | times.isna()" if rule["keeps_unknown"] else ""
    )


def _imports(printed: str) -> str:
    always = ["import numpy as np", "import pandas as pd"]
    return "\n".join([*always, *(line for line in printed.splitlines() if line not in always)])


def _dictionary(items: dict[str, str]) -> str:
    return "{\n" + "".join(f"    {name!r}: {kind!r},\n" for name, kind in items.items()) + "}"


def _one_line(text: Any) -> str:
    return " ".join(str(text).split()).replace("\\", "/").replace('"', "'")


def _filled(template: str, **values: Any) -> str:
    return Template((TEMPLATES / f"{template}.tmpl").read_text(encoding="utf-8")).substitute(values)
