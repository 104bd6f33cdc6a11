"""Typed columns in Arrow as pandas holds them."""

import pandas as pd
import pyarrow as pa


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return a typed table as a DataFrame; see `as_series`."""
    columns = zip(table.column_names, table.columns, strict=True)
    return pd.DataFrame({name: as_series(values) for name, values in columns})


def as_series(values: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Return typed values as a Series: null becomes NaN, NaT, or NA in `boolean`; texts become `str`."""
    if pa.types.is_boolean(values.type) and values.null_count:
        return values.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    return values.to_pandas()
