"""The profile of a whole table, in two passes: its columns, and their relations to a target."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.associations import associate_to_target, associations, correlations
from core.design.data.profile.cautions import table_warnings, target_warnings
from core.design.data.profile.column import profile_column
from core.design.data.profile.duplicates import CERTAIN, METHOD, RowHashes
from core.design.data.profile.sample import Sample, draw_sample
from core.design.data.profile.source import Source, Table, codes_of, named
from core.design.data.reading.conform import value_text

CLASS_LIKE_NUMBERS = 20
MOST_CLASSES = 100


def profile_table(table: Table, columns: Sequence[Column], target: str | None = None) -> dict[str, Any]:
    """Return the profile of a table as JSON-able values; no figure is NaN.

    Parameters
    ----------
    table : Path, str, pyarrow.Table or DataFrame
        A Parquet file is read a few columns at a time.
    columns : sequence of Column
        The columns to describe, with their exact counts of missing and different values.
    target : str or None
        Column that relations and class balance refer to; raises Missing when there is none of this name.

    Returns
    -------
    dict
        What `profile_columns` and `profile_relations` return, joined by `with_relations`.
    """
    source = Source(table)
    if target is not None:
        named(columns, target)
    return with_relations(profile_columns(source, columns), profile_relations(source, columns, target))


def profile_columns(table: Table | Source, columns: Sequence[Column]) -> dict[str, Any]:
    """Return what does not depend on a target: every figure is exact, over all rows.

    Returns
    -------
    dict
        rows, missing_cells; duplicates (rows equal to an earlier one) and duplicates_method; warnings (code,
        column, message); columns, a list of dicts with

        - name, kind, missing, missing_share, distinct, distinct_share (of present values), notes;
        - top (value, count, share of rows), disguised (value, count, evidence: may mean missing);
        - order: ascending or descending when the rows are sorted by it;
        - numbers and dates: minimum, maximum, mean, median, quantiles, histogram (edges, counts),
          typical_histogram (1st to 99th percentile, with below and above; only with long tails);
        - numbers: deviation, zeros, negatives, infinite, outliers (rule, lower, upper, below, above, far,
          count, share);
        - texts: lengths (minimum, median, mean, maximum, in characters);
        - dates: calendar (first, last, days_spanned, days_with_rows, share_of_days, has_time, gaps).

        What does not apply is None.
    """
    source = table if isinstance(table, Source) else Source(table)
    rows, described = source.rows, {column.name: column for column in columns}
    is_distinct = any(column.distinct == rows for column in columns)
    hashes = None if is_distinct else RowHashes(rows)
    profiles = []
    for name, values in source.columns(list(described)):
        profile, codes = profile_column(values, described[name], rows)
        profiles.append(profile)
        if hashes is not None:
            hashes.add(values, codes)
    return {
        "rows": rows,
        "missing_cells": sum(column.missing for column in columns),
        "duplicates": hashes.duplicates() if hashes is not None else 0,
        "duplicates_method": CERTAIN if hashes is None else METHOD,
        "warnings": table_warnings(rows, columns, profiles),
        "columns": profiles,
    }


def profile_relations(table: Table | Source, columns: Sequence[Column], target: str | None) -> dict[str, Any]:
    """Return what depends on the target, from the target's column and a sample of rows.

    Returns
    -------
    dict
        - target; class_balance (label, count, share of labelled rows, most frequent first; exact; empty for
          amounts) and imbalance (rarest, count, share, ratio of the most frequent to it; None for amounts);
        - relations: by column, value (0 to 1), statistic, rows, is_estimated; of its values or of having one at
          all, whichever says more;
        - correlation: columns (up to 25 numbers), matrix (Pearson), spearman, rows, is_estimated;
        - associations: columns (up to 20, the target first, then what goes with it most) and pairs (first,
          second, value, statistic, rows, is_estimated);
        - relation_sample: rows, is_estimated; target_warnings: code, column, message.
    """
    source = table if isinstance(table, Source) else Source(table)
    column = None if target is None else named(columns, target)
    balance = [] if column is None or is_amount(column) else _balance(source, column)
    imbalance = _imbalance(balance)
    sample = draw_sample(source, columns)
    with_classes = _with_classes(sample, column)
    relations = _to_target(with_classes, target)
    strengths = {name: found["value"] for name, found in relations.items()}
    return {
        "target": target,
        "class_balance": balance[:MOST_CLASSES],
        "imbalance": imbalance,
        "target_warnings": target_warnings(column, balance, imbalance) if column else [],
        "relations": relations,
        "correlation": correlations(sample),
        "associations": associations(with_classes, target, strengths),
        "relation_sample": {"rows": sample.rows, "is_estimated": sample.is_estimated},
    }


def with_relations(profile: dict[str, Any], relations: dict[str, Any]) -> dict[str, Any]:
    """Return the profile of columns together with the relations to a target, as `profile_table` does."""
    by_name = relations["relations"]
    joined = [{**column, "relation": by_name.get(column["name"])} for column in profile["columns"]]
    rest = {key: value for key, value in relations.items() if key not in ("relations", "target_warnings")}
    warnings = [*relations["target_warnings"], *profile["warnings"]]
    return {**profile, **rest, "warnings": warnings, "columns": joined}


def is_amount(target: Column) -> bool:
    """Return whether a target is an amount: a date, or a number of over 20 different values."""
    is_measured = target.kind is ColumnKind.NUMBER and target.distinct > CLASS_LIKE_NUMBERS
    return is_measured or target.kind is ColumnKind.DATE


def _balance(source: Source, target: Column) -> list[dict[str, Any]]:
    codes, labels = codes_of(source.column(target.name))
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    total = max(int(counts.sum()), 1)
    order = np.argsort(-counts, kind="stable").tolist()
    return [
        {
            "label": value_text(labels[place].as_py()),
            "count": int(counts[place]),
            "share": int(counts[place]) / total,
        }
        for place in order
    ]


def _imbalance(balance: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    if len(balance) < 2:
        return None
    most, rarest = balance[0], balance[-1]
    return {
        "rarest": rarest["label"],
        "count": rarest["count"],
        "share": rarest["share"],
        "ratio": most["count"] / rarest["count"],
    }


def _with_classes(sample: Sample, target: Column | None) -> Sample:
    """Return the sample with a target of classes as codes, also when its classes are numbers."""
    if target is None or target.name not in sample.kinds or is_amount(target):
        return sample
    values = sample.values[target.name]
    if sample.is_number(target.name):
        known = np.isfinite(values)
        codes = np.full(len(values), -1)
        codes[known] = np.unique(values[known], return_inverse=True)[1]
        values = codes
    kinds = {**sample.kinds, target.name: ColumnKind.CATEGORY}
    return replace(sample, kinds=kinds, values={**sample.values, target.name: values})


def _to_target(sample: Sample, target: str | None) -> dict[str, Any]:
    if target is None or target not in sample.kinds:
        return {}
    names = dict.fromkeys((*sample.kinds, *sample.gaps))
    found = {name: associate_to_target(sample, name, target) for name in names if name != target}
    return {name: one for name, one in found.items() if one}
