"""What all tests share: which of them run in the same process."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together, and all that use the browser, which share one running app."""
    for item in items:
        uses_browser = "browser" in getattr(item, "fixturenames", ())
        group = "browser" if uses_browser else str(item.path.relative_to(TESTS))
        item.add_marker(pytest.mark.xdist_group(group))
