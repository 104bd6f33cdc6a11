"""What all tests share: which of them run in the same process, in which order, and that no clock fails them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

IN_BROWSER = "[chromium]"
"""Ends the name of each test that uses the browser."""


class FilesAndBrowser(LoadScopeScheduling):
    """Keeps the tests of a file together, and all that use the browser.

    A file's fixtures are then made once, and journeys do not slow each other down.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.endswith(IN_BROWSER) else nodeid.split("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesAndBrowser:
    """Share the tests out in the order in which they were collected, not the files with most tests first."""
    config.option.loadscopereorder = False
    return FilesAndBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser: its tests take as long as all others, which run beside them."""
    items.sort(key=lambda item: not item.nodeid.endswith(IN_BROWSER))
