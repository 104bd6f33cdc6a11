"""How many processors a piece of work may use, and how it leaves the app its turn on them."""

import sys

import psutil

POLITENESS = 5
"""Of 0 to 19, on Unix: pages that answer a click come before work that takes a minute anyway."""


def processors() -> int:
    """Return the processors that this process may use, as its affinity and its container allow; at least 1."""
    from joblib import cpu_count

    return int(cpu_count())


def give_way() -> None:
    """Let other programs of this computer, the app's pages first, come before this process."""
    lower = psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else POLITENESS
    psutil.Process().nice(lower)
