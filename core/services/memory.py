"""How much memory a piece of work may take, and what reading a file is expected to need."""

from pathlib import Path

import psutil

from core.design.data.reading.checks import MAX_FILE_BYTES

SHARE = 0.75
CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
BASE_BYTES = 300 * 2**20
BYTES_PER_BYTE = 4.0
"""Peak memory per byte of a file above the base, generously rounded up from benchmarks/intake.py (2.3 for CSV)."""


def allowed_bytes() -> int:
    """Return the memory of one job: three quarters of the machine's, or of its container's."""
    return int(SHARE * min([psutil.virtual_memory().total, *_container_limits()]))


def needed_bytes(path: Path) -> int:
    """Return about how much memory reading a file takes, from its size."""
    return BASE_BYTES + int(BYTES_PER_BYTE * path.stat().st_size)


def largest_file_bytes() -> int:
    """Return the largest file on this computer that one job can read in the memory it is allowed.

    Never below the 500 MB of an upload.
    """
    return max(MAX_FILE_BYTES, int((allowed_bytes() - BASE_BYTES) / BYTES_PER_BYTE))


def _container_limits() -> list[int]:
    limits = []
    for place in CGROUP_LIMITS:
        try:
            limits.append(int(place.read_text()))
        except (OSError, ValueError):
            continue
    return limits
