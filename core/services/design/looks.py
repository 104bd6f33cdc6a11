"""Looking closer at the newest data: a column over time, by group, against another; personal data in it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from core.design.data.columns import Dataset
from core.design.frozen import Frozen
from core.services.workspace import Workspace

if TYPE_CHECKING:
    from core.design.data.personal import PersonalData
    from core.design.data.profile.groups import ByGroup
    from core.design.data.profile.over_time import OverTime
    from core.design.data.profile.pairs import Pair
    from core.design.data.spellings import Spellings

Found = TypeVar("Found", bound=Frozen)
EDITION = 1
"""Raised when the search for personal data changes, so that what was found before is searched again."""
SPELLINGS_EDITION = 1
"""The same for the search for spellings."""


def look_at_pair(workspace: Workspace, dataset: Dataset, x: str, y: str) -> "Pair":
    """Return two columns against each other, over all rows; raises Missing for an unknown name."""
    from core.design.data.profile.pairs import pair

    return pair(workspace.datasets.checked_path(dataset.fingerprint), dataset.columns, x, y)


def look_over_time(
    workspace: Workspace, dataset: Dataset, time: str, column: str, value: str | None = None
) -> "OverTime":
    """Return a column, or the share of one of its values, for each period of a time column.

    Raises
    ------
    BadInput
        Where the column cannot be averaged.
    """
    from core.design.data.profile.over_time import over_time

    path = workspace.datasets.checked_path(dataset.fingerprint)
    return over_time(path, dataset.columns, time, column, value=value)


def look_by_group(
    workspace: Workspace,
    dataset: Dataset,
    column: str,
    by: str,
    target: str | None,
    positive: str | None = None,
) -> "ByGroup":
    """Return the averages of a column, and of the target, by the groups of another column.

    Parameters
    ----------
    positive : str or None
        Class of the target whose share is told; None takes the most frequent.

    Raises
    ------
    BadInput
        Where the column or the target cannot be averaged.
    """
    from core.design.data.profile.groups import by_group

    path = workspace.datasets.checked_path(dataset.fingerprint)
    return by_group(path, dataset.columns, column, by, target=target, positive=positive)


def personal_data(workspace: Workspace, dataset: Dataset) -> "tuple[PersonalData, ...]":
    """Return the columns that seem to hold personal data, with masked evidence; searched once a dataset."""
    from core.design.data.personal import PersonalData, find_personal_data

    def look() -> "tuple[PersonalData, ...]":
        return find_personal_data(workspace.datasets.get(dataset.fingerprint), dataset.columns)

    return _kept(workspace, f"personal-{EDITION}-{dataset.fingerprint}", look, PersonalData)


def spellings(workspace: Workspace, dataset: Dataset) -> "tuple[Spellings, ...]":
    """Return the columns with values in several spellings, personal data left out; searched once a dataset."""
    from core.design.data.spellings import Spellings, find_spellings

    def look() -> "tuple[Spellings, ...]":
        personal = {one.column for one in personal_data(workspace, dataset)}
        others = [column for column in dataset.columns if column.name not in personal]
        return find_spellings(workspace.datasets.checked_path(dataset.fingerprint), others)

    return _kept(workspace, f"spellings-{SPELLINGS_EDITION}-{dataset.fingerprint}", look, Spellings)


def _kept(
    workspace: Workspace, name: str, look: Callable[[], tuple[Found, ...]], kind: type[Found]
) -> tuple[Found, ...]:
    """Return what was found before under a name, else look for it and keep it."""
    kept = workspace.files.folder("profiles") / f"{name}.json"
    if not kept.exists():
        part = kept.with_suffix(".part")
        part.write_text(json.dumps([one.model_dump(mode="json") for one in look()]), encoding="utf-8")
        part.replace(kept)
    return tuple(kind.model_validate(one) for one in json.loads(kept.read_text(encoding="utf-8")))
