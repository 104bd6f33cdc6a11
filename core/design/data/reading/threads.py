"""Columns worked on at the same time."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

Item = TypeVar("Item")
Result = TypeVar("Result")


def use_all_processors() -> None:
    """Let Arrow use every processor: it takes their number from OMP_NUM_THREADS, which is 1 where models learn."""
    pa.set_cpu_count(os.cpu_count() or 1)


def in_parallel(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the result for each item, in order, on as many threads as Arrow uses.

    It pays where `work` spends its time in Arrow's functions, which let other threads run.
    """
    if len(items) < 2:
        return list(map(work, items))
    with ThreadPoolExecutor(max_workers=pa.cpu_count()) as pool:
        return list(pool.map(work, items))
