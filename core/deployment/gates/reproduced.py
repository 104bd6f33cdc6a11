"""The gate that runs the printed training script: whoever takes the model over can make it again."""

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.verdict import CANNOT_TELL, FAIL, PASS, WARN, Finding, Gate

TOLERANCE = "1e-09"


def _trains_again(evidence: Evidence) -> Finding:
    found = evidence.reproduction
    if found is None:
        return Finding(CANNOT_TELL, "The printed script was not run.")
    if found.verdict == "not printable":
        return Finding(FAIL, f"No plain script can be printed for this model. {found.reason}")
    source = "your file" if found.is_own_file else "the data, written as CSV,"
    if found.verdict == "too long":
        return Finding(
            WARN,
            f"The printed script did not train and predict from {source} within {found.allowed_s:,.0f} s, so nobody "
            "knows whether it gives the same predictions. Run reproduce.py of the package, or sign without.",
        )
    if found.difference is None:
        return Finding(FAIL, f"The printed script does not train from {source}. {found.reason}")
    figures = f"largest difference {found.difference:.2g}, allowed {TOLERANCE}"
    if found.verdict != "same":
        return Finding(
            FAIL, f"The printed script trains from {source} and gives other predictions: {figures}."
        )
    return Finding(
        PASS,
        f"The script trains from {source} and gives the same predictions: {figures}, on {found.rows:,} rows. It ran "
        f"by itself, with public libraries alone, in {found.seconds:,.0f} s.",
    )


TRAINS_AGAIN = Gate(
    "G8",
    "The printed training script gives the same predictions",
    "Go back to Compare and choose another model, or this one again: it is then trained afresh.",
    _trains_again,
    "compare",
)
"""It warns where the script takes too long: a person decides then."""
