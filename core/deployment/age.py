"""How long ago something happened, in the words that people use."""

UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"), (1.0, "second"))


def age_words(days: float) -> str:
    """Return a length of time in its largest unit that fits: "3 days", "1 hour", "less than a second".

    Parameters
    ----------
    days : float
        Days, not negative; cut down to whole units, so that nothing reads older than it is.
    """
    seconds = round(days * UNITS[0][0], 6)
    for length, unit in UNITS:
        count = int(seconds / length)
        if count:
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return "less than a second"
