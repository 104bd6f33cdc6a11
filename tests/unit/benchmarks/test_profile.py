"""The benchmark of the profile measures what it says, on a small table."""

import json

from benchmarks.profile import TASKS


def test_the_mixed_table_is_made_profiled_and_viewed(tmp_path) -> None:
    table = tmp_path / "mixed-400.parquet"
    TASKS["make_mixed"](table)
    for task in ("read_csv", "profile", "relations", "view", "drill_down"):
        found = TASKS[task](table)
        assert found["seconds"] > 0
        assert found["peak_mb"] > 10
    kept = json.loads(table.with_suffix(".profile").read_text())
    assert (kept["rows"], kept["target"], len(kept["columns"])) == (400, "churned", 26)
    score = next(column for column in kept["columns"] if column["name"] == "score")
    assert score["disguised"][0]["value"] == "-999"
