"""What all tests share: which of them run in the same process."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together, and all browser journeys, which share one running app."""
    for item in items:
        place = item.path.relative_to(TESTS)
        group = "browser" if place.parts[0] == "e2e" else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
