"""Columns worked on at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(work: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    """Return the result for each item, in order, on as many threads as Arrow uses.

    It pays where `work` spends its time in Arrow's functions, which let other threads run.
    """
    with ThreadPoolExecutor(max_workers=pa.cpu_count()) as pool:
        return list(pool.map(work, items))
