"""The columns of a table, one at a time: from a Parquet file, an Arrow table or a data frame."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from core.design.data.columns import Column, ColumnKind
from core.design.data.reading.conform import as_text
from core.errors import Missing

BLOCK_CELLS = 4_000_000
LONGEST_TEXT_BLOCK = 2**30
Table: TypeAlias = Path | str | pa.Table | pd.DataFrame


class Source:
    """A table that is read column by column; of a Parquet file only one block of columns is held at a time."""

    def __init__(self, table: Table) -> None:
        self._table = table
        if isinstance(table, (Path, str)):
            import pyarrow.parquet as pq

            metadata = pq.read_metadata(table)
            self.rows, names = metadata.num_rows, metadata.schema.to_arrow_schema().names
        elif isinstance(table, pa.Table):
            self.rows, names = table.num_rows, table.column_names
        else:
            self.rows, names = len(table), [str(name) for name in table.columns]
        self._position = {name: position for position, name in enumerate(names)}

    def __contains__(self, name: str) -> bool:
        return name in self._position

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column; raises Missing when the table has none of this name."""
        return next(self.columns([name]))[1]

    def columns(self, names: Sequence[str]) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Yield name and values of the columns, in the order given."""
        for name in names:
            if name not in self:
                raise Missing(f"Column {name} is not in the data.", "Choose another column.")
        if not isinstance(self._table, (Path, str)):
            yield from ((name, self._in_memory(name)) for name in names)
            return
        import pyarrow.parquet as pq

        width = max(1, BLOCK_CELLS // max(self.rows, 1))
        with pq.ParquetFile(self._table, memory_map=True) as file:
            for start in range(0, len(names), width):
                block = list(names[start : start + width])
                read = file.read(columns=block)
                yield from ((name, read.column(name)) for name in block)

    def _in_memory(self, name: str) -> pa.ChunkedArray:
        if isinstance(self._table, pa.Table):
            return self._table.column(name)
        assert isinstance(self._table, pd.DataFrame)
        values = self._table.iloc[:, self._position[name]]
        try:
            array = pa.array(values, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            array = pa.array(as_text(values), from_pandas=True)
        return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def named(columns: Sequence[Column], name: str) -> Column:
    """Return the column of this name; raises Missing when there is none."""
    found = next((column for column in columns if column.name == name), None)
    if found is None:
        raise Missing(f"Column {name} is not in the data.", "Choose another column.")
    return found


def present_numbers(values: pa.ChunkedArray, kind: ColumnKind) -> np.ndarray:
    """Return the values that are there: whole numbers as they are, others as floats, dates as microseconds."""
    present = values.drop_null()
    if kind is ColumnKind.DATE:
        present = _microseconds(present)
    elif pa.types.is_decimal(present.type) or pa.types.is_boolean(present.type):
        present = present.cast(pa.float64())
    numbers = present.to_numpy()
    return numbers[~np.isnan(numbers)] if numbers.dtype.kind == "f" else numbers


def all_numbers(values: pa.ChunkedArray, kind: ColumnKind) -> np.ndarray:
    """Return floats, one a row, NaN where missing; dates as seconds since 1970."""
    if kind is ColumnKind.DATE:
        return _floats(_microseconds(values)) / 1e6
    return _floats(values)


def codes_of(values: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Return the number of each row's value among the different values (-1 where missing), and these."""
    if pa.types.is_floating(values.type):
        import pyarrow.compute as pc

        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    if values.nbytes > LONGEST_TEXT_BLOCK and pa.types.is_string(values.type):
        values = values.cast(pa.large_string())
    coded = values.dictionary_encode().unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    return coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), coded.dictionary


def _microseconds(values: pa.ChunkedArray) -> pa.ChunkedArray:
    zone = getattr(values.type, "tz", None)
    moments = values.cast(pa.timestamp("us", tz=zone), safe=False)
    return moments.cast(pa.int64())


def _floats(values: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=float)
