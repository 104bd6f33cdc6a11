"""Drift: which columns of the current rows no longer look like the reference, and does it matter?"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.deployment.monitoring import chi_square, ks, total_variation, wasserstein
from core.deployment.monitoring.histogram import category_histogram, number_histogram
from core.deployment.monitoring.psi import decile_counts, psi
from core.design.wording import figure

STABLE, DRIFTED, CANNOT_TELL = "stable", "drifted", "cannot tell"
MISSING = "(missing)"


@dataclass(frozen=True)
class FeatureDrift:
    """What the comparison of one column found.

    Attributes
    ----------
    verdict : str
        "drifted" needs both: a p-value under the corrected level and an effect of at least the floor.
    statistic, p_value : float or None
        Of `test`; the p-value is already doubled where missing values were tested beside the numbers.
    effect, floor : float or None
        Size of the change, and the least that counts as drift; `effect_name` says it in words, with a
        place for the size.
    psi : float or None
        Population stability index, shown for those who know it.
    """

    column: str
    kind: str
    verdict: str
    sentence: str
    test: str | None = None
    statistic: float | None = None
    p_value: float | None = None
    is_significant: bool = False
    effect_name: str | None = None
    effect: float | None = None
    floor: float | None = None
    psi: float | None = None
    missing_reference: float | None = None
    missing_current: float | None = None
    histogram: tuple[dict[str, Any], ...] = ()


def drift_report(
    reference: pd.DataFrame, current: pd.DataFrame, kinds: dict[str, str], alpha: float = 0.05
) -> dict[str, Any]:
    """Compare current rows with the reference, column by column.

    A column has drifted when two things hold: its test is significant at alpha divided by the number of
    columns tested (Bonferroni), so that all columns together raise a false alarm in at most `alpha` of
    the windows; and the change is at least as large as a floor, so that many rows alone alarm nobody.
    The same function serves for predictions.

    Parameters
    ----------
    reference : DataFrame of shape (n, ...)
        Rows that the model was judged on.
    current : DataFrame of shape (m, ...)
        Recent rows. Under 50 rows on either side, columns get "cannot tell".
    kinds : dict
        Column to "number", "date", "category", "boolean" or "text", which is compared by its number of words.
    alpha : float
        Family-wise rate of false alarms, 0 to 1.

    Returns
    -------
    dict
        JSON-ready: verdict, alpha, level (corrected), rows, drifted (names), features (see
        `FeatureDrift`, with at most 30 histogram bins each).

    Source: Bonferroni correction, Dunn (1961), JASA 56(293), 52-64.
    """
    compared = [_compare(reference, current, column, kind) for column, kind in kinds.items()]
    tested = sum(feature.p_value is not None for feature in compared)
    level = alpha / max(tested, 1)
    features = [_judge(feature, level) for feature in compared]
    return {
        "verdict": _overall(features),
        "alpha": alpha,
        "level": level,
        "rows": {"reference": len(reference), "current": len(current)},
        "drifted": [feature.column for feature in features if feature.verdict == DRIFTED],
        "features": [asdict(feature) | {"histogram": list(feature.histogram)} for feature in features],
    }


def _overall(features: list[FeatureDrift]) -> str:
    verdicts = {feature.verdict for feature in features}
    if DRIFTED in verdicts:
        return DRIFTED
    return STABLE if STABLE in verdicts else CANNOT_TELL


def _compare(reference: pd.DataFrame, current: pd.DataFrame, column: str, kind: str) -> FeatureDrift:
    absent = [name for name, frame in (("reference", reference), ("current", current)) if column not in frame]
    if absent:
        return FeatureDrift(column, kind, CANNOT_TELL, f"Not among the {' and '.join(absent)} rows.")
    if kind in (*ks.KINDS, "text"):
        return _compare_numbers(
            _numbers(reference[column], kind), _numbers(current[column], kind), column, kind
        )
    return _compare_categories(reference[column], current[column], column, kind)


def _compare_numbers(reference: np.ndarray, current: np.ndarray, column: str, kind: str) -> FeatureDrift:
    gaps = [np.array([np.isfinite(v).sum(), (~np.isfinite(v)).sum()]) for v in (reference, current)]
    reference, current = reference[np.isfinite(reference)], current[np.isfinite(current)]
    feature = FeatureDrift(column, kind, CANNOT_TELL, "", **_missing_shares(*gaps))
    if min(gap.sum() for gap in gaps) < ks.MIN_ROWS:
        return replace(feature, sentence=_too_few(gaps[0].sum(), gaps[1].sum()))
    missingness = _missingness(feature, *gaps)
    if min(len(reference), len(current)) < ks.MIN_ROWS:
        too_few = replace(feature, sentence=_too_few(len(reference), len(current), "with a value"))
        return missingness or too_few
    statistic, p_value = ks.ks_test(reference, current)
    values = replace(
        feature,
        test=ks.TITLE,
        statistic=statistic,
        p_value=p_value,
        effect_name="moved by {} standard deviations",
        effect=wasserstein.normed_wasserstein(reference, current),
        floor=wasserstein.FLOOR,
        psi=psi(*decile_counts(reference, current)),
        histogram=tuple(number_histogram(reference, current)),
    )
    return _stronger(values, missingness) if missingness else values


def _missingness(feature: FeatureDrift, reference: np.ndarray, current: np.ndarray) -> FeatureDrift | None:
    if reference[1] == current[1] == 0:
        return None
    statistic, p_value = chi_square.chi_square_test(reference, current)
    return replace(
        feature,
        test=f"{chi_square.TITLE} on missing values",
        statistic=statistic,
        p_value=p_value,
        effect_name="missing or present now in a share of {} of the rows",
        effect=total_variation.total_variation(reference, current),
        floor=total_variation.FLOOR,
    )


def _stronger(values: FeatureDrift, missingness: FeatureDrift) -> FeatureDrift:
    """Return the clearer of two findings on one column, its p-value doubled for having looked twice."""
    both = sorted([values, missingness], key=lambda f: (not _is_large(f), f.p_value))
    chosen = both[0]
    return replace(
        chosen, p_value=min(1.0, 2 * (chosen.p_value or 0.0)), psi=values.psi, histogram=values.histogram
    )


def _compare_categories(reference: pd.Series, current: pd.Series, column: str, kind: str) -> FeatureDrift:
    before, now = _texts(reference), _texts(current)
    shares = [np.array([(texts != MISSING).sum(), (texts == MISSING).sum()]) for texts in (before, now)]
    feature = FeatureDrift(column, kind, CANNOT_TELL, "", **_missing_shares(*shares))
    if min(len(before), len(now)) < chi_square.MIN_ROWS:
        return replace(feature, sentence=_too_few(len(before), len(now)))
    values = sorted(set(before) | set(now))
    counts = [texts.value_counts().reindex(values, fill_value=0).to_numpy() for texts in (before, now)]
    statistic, p_value = chi_square.chi_square_test(*counts)
    return replace(
        feature,
        test=chi_square.TITLE,
        statistic=statistic,
        p_value=p_value,
        effect_name="a share of {} of the rows changed category",
        effect=total_variation.total_variation(*counts),
        floor=total_variation.FLOOR,
        psi=psi(*counts),
        histogram=tuple(category_histogram(values, *counts)),
    )


def _judge(feature: FeatureDrift, level: float) -> FeatureDrift:
    if feature.p_value is None:
        return feature
    significant = feature.p_value < level
    verdict = DRIFTED if significant and _is_large(feature) else STABLE
    return replace(feature, verdict=verdict, is_significant=significant, sentence=_sentence(feature, level))


def _is_large(feature: FeatureDrift) -> bool:
    return feature.effect is not None and feature.floor is not None and feature.effect >= feature.floor


def _sentence(feature: FeatureDrift, level: float) -> str:
    is_chance = (feature.p_value or 0.0) >= level
    size = "enough to count" if _is_large(feature) else "too little to count"
    chance = "and chance alone may explain it" if is_chance else "and more than chance explains"
    return f"{(feature.effect_name or '').format(figure(feature.effect, digits=2))}: {size}, {chance}."


def _too_few(reference: int, current: int, what: str = "") -> str:
    rows = f"rows {what}".strip()
    return f"Too few {rows}: {reference:,} against {current:,}; each side needs {ks.MIN_ROWS}."


def _missing_shares(reference: np.ndarray, current: np.ndarray) -> dict[str, Any]:
    shares = [float(c[1] / c.sum()) if c.sum() else None for c in (reference, current)]
    return {"missing_reference": shares[0], "missing_current": shares[1]}


def _numbers(values: pd.Series, kind: str) -> np.ndarray:
    if kind == "date":
        dates = pd.to_datetime(values, errors="coerce")
        return ((dates - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy(dtype=float)
    if kind == "text":
        return values.astype("str").str.count(r"\S+").to_numpy(dtype=float, na_value=np.nan)
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _texts(values: pd.Series) -> pd.Series:
    return values.map(_text, na_action="ignore").astype(object).where(values.notna(), MISSING)


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
