"""Reading uses every processor, also in a process whose learners are held to one thread."""

import os

import pyarrow as pa

from core.design.data.reading.table import read_table
from core.design.data.reading.threads import in_parallel


def test_a_process_of_one_thread_still_reads_with_all(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 30)
    pa.set_cpu_count(1)
    read_table(tmp_path / "t.csv", "t.csv")
    assert pa.cpu_count() == os.cpu_count()


def test_results_come_in_the_order_of_the_items() -> None:
    assert in_parallel(lambda text: text * 2, list("abc")) == ["aa", "bb", "cc"]
