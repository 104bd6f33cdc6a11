"""The yearly benefit: what a gain a row comes to, against what the solution costs, and when it pays back."""

from dataclasses import dataclass

MONTHS = 12
CASES = ("low", "likely", "high")


@dataclass(frozen=True)
class YearlyCase:
    """One of three cases of the benefit.

    Attributes
    ----------
    case : str
        "low", "likely" or "high": the lower end, the middle and the upper end of the gain's 90% interval.
    gain_per_row, per_year, net_per_year : float
        In the payoff's currency: gain over today, times the rows of a year, less the running cost.
    payback_months : float or None
        Months until the net benefit has paid what building cost; None stands for never.
    """

    case: str
    gain_per_row: float
    per_year: float
    net_per_year: float
    payback_months: float | None


def yearly_benefit(
    gain: float,
    interval: tuple[float, float],
    rows_per_year: float,
    cost_once: float | None = None,
    cost_per_year: float | None = None,
) -> list[YearlyCase]:
    """Return the low, likely and high case of a year's benefit over what is done today.

    Parameters
    ----------
    gain : float
        Mean gain a row over what is done today, in the payoff's currency.
    interval : tuple of float
        Its 90% interval.
    rows_per_year : float
        Rows decided on in a year, above 0.
    cost_once, cost_per_year : float, optional
        Building and running, in the payoff's currency; None counts as 0.
    """
    figures = zip(CASES, (interval[0], gain, interval[1]), strict=True)
    return [
        _case(case, a_row, rows_per_year, cost_once or 0.0, cost_per_year or 0.0) for case, a_row in figures
    ]


def _case(case: str, gain: float, rows: float, once: float, running: float) -> YearlyCase:
    net = gain * rows - running
    months = once / net * MONTHS if net > 0 else None
    return YearlyCase(case, gain, gain * rows, net, months)
