"""The recipe of a table, after a look at the columns that their kind alone says too little about."""

from collections.abc import Callable, Sequence

import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.free_text import text_features
from core.design.data.places import coordinates, places
from core.design.solution.design import SolutionDesign
from core.development.table import make_recipe
from core.scoring.recipe import Recipe


def recipe_of(
    read: Callable[[list[str]], pd.DataFrame], columns: Sequence[Column], design: SolutionDesign
) -> tuple[Recipe, list[dict[str, str]]]:
    """Return what `make_recipe` returns, with what free text and coordinates tell.

    Parameters
    ----------
    read : callable (names) -> DataFrame
        Reads columns of the table; those of free text and coordinates are asked for.
    """
    used = [column for column in columns if column.name in design.features]
    texts = [column for column in used if column.kind is ColumnKind.TEXT]
    on_a_map = {name for place in coordinates(used) for name in place}
    frame = read([column.name for column in used if column in texts or column.name in on_a_map])
    return make_recipe(columns, design, text_features(frame, texts), places(frame, used))
