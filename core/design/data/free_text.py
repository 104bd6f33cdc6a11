"""Columns of many different texts: which of them a model can learn from, and how."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from core.design.data.columns import Column, ColumnKind

REPEATED_SHARE = 0.5
"""Up to this many different texts a row, texts repeat: on average each stands in two rows or more."""

WORD = r"\w\w+"
"""What scikit-learn's vectorizers take for a word."""

WORDS_SAMPLE = 1_000
WORDS_OF_A_PHRASE = 1.5
"""Mean words from which repeated texts also tell something by their words, as job titles do."""

WORDS_OF_FREE_TEXT = 3.0
"""The same where nearly every row has a text of its own: fewer words name the row and tell nothing about others."""

FEWEST_TEXTS = 300
"""Different texts below which words are not looked at: themes need several times as many rows as there are themes."""

NAMES_ROWS = "Nearly every row has a text of its own, in a word or two: it names rows."


def text_features(frame: pd.DataFrame, columns: Iterable[Column]) -> dict[str, dict[str, Any]]:
    """Return how to learn from each column of free text that a model can learn from.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, any)
        Holds the columns of free text; others are not looked at.

    Returns
    -------
    dict
        Column to parts of its feature in the recipe. Texts that repeat are a "category" of so many "values";
        others are "text". "words" is there where the words of a text tell more than that it is this text.
    """
    return {
        column.name: feature
        for column in columns
        if column.kind is ColumnKind.TEXT and (feature := text_feature(column, frame[column.name]))
    }


def text_feature(column: Column, values: pd.Series) -> dict[str, Any]:
    """Return how to learn from one column of free text, as `text_features` does; empty where nothing can be learnt."""
    repeats = column.distinct <= REPEATED_SHARE * (len(values) - column.missing)
    least = WORDS_OF_A_PHRASE if repeats else WORDS_OF_FREE_TEXT
    tells = column.distinct >= FEWEST_TEXTS and mean_words(values) >= least
    words = {"words": True} if tells else {}
    if repeats:
        return {"kind": "category", "values": column.distinct, **words}
    return {"kind": "text", **words} if tells else {}


def mean_words(values: pd.Series) -> float:
    """Return the mean number of words (two signs and more) of up to 1,000 present texts; 0 where none is present."""
    present = values.dropna()
    sample = present.iloc[:: max(1, len(present) // WORDS_SAMPLE)].astype(str)
    return float(sample.str.count(WORD).mean()) if len(sample) else 0.0
