"""How right a model's probabilities are, in one sentence that holds for a page and for a document."""

from typing import Any


def calibration_words(found: dict[str, Any] | None, rows: int) -> str:
    """Return how far probabilities lie from the shares that came true; empty for amounts and older records.

    Parameters
    ----------
    found : dict or None
        error, standard_error and by_chance, 0 to 1, as of `core.development.calibration.Calibration`.
    rows : int
        Rows kept aside that it was measured on.
    """
    if not found or found.get("error") is None:
        return ""
    error, spread, chance = (100 * found[name] for name in ("error", "standard_error", "by_chance"))
    measured = (
        f"On average the probabilities lie {error:.1f} points (± {spread:.1f}) from the shares that came true, "
        f"on {rows:,} rows kept aside."
    )
    if error > chance:
        return (
            f"{measured} That is more than the {chance:.1f} points that chance explains: take a probability "
            "as a ranking rather than at its word."
        )
    return (
        f"{measured} Right probabilities show up to {chance:.1f} by chance, so nothing speaks against them."
    )
