"""The profile of a table of any size: what its columns hold, and how they go with the target."""

from core.design.data.profile.table import (
    profile_columns,
    profile_relations,
    profile_table,
    with_relations,
)

__all__ = ["profile_columns", "profile_relations", "profile_table", "with_relations"]
