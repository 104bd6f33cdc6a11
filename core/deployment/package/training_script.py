"""Prints a fitted pipeline as plain Python: the training script of a package."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.model_selection import BaseCrossValidator

LINE = 100
INDENT = "    "
PRINTABLE_LIBRARIES = ("numpy", "pandas", "scipy", "sklearn", "lightgbm")
Imports = dict[str, set[str]]


class NotPrintable(ValueError):
    """A pipeline holds something that plain Python code cannot rebuild."""


def pipeline_source(pipeline: BaseEstimator) -> tuple[str, str]:
    """Return the Python source that rebuilds an unfitted pipeline.

    Parameters that have their default value are left out: the versions are pinned beside the script.

    Returns
    -------
    imports, expression : str
        Import lines, and an expression that evaluates to an equal, unfitted pipeline.

    Raises
    ------
    NotPrintable
        For lambdas, generators of random numbers, and types outside NumPy, scikit-learn and LightGBM.
    """
    imports: Imports = {}
    expression = _printed(pipeline, imports, 0)
    lines = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(imports.items())]
    if "np." in expression:
        lines.insert(0, "import numpy as np")
    return "\n".join(lines), expression


def _printed(value: Any, imports: Imports, depth: int) -> str:
    if isinstance(value, (BaseEstimator, BaseCrossValidator)):
        return _estimator(value, imports, depth)
    if isinstance(value, (list, tuple, set)):
        return _sequence(value, imports, depth)
    if isinstance(value, dict):
        pairs = [
            f"{_printed(key, imports, depth + 1)}: {_printed(item, imports, depth + 1)}"
            for key, item in value.items()
        ]
        return _bracketed("{", pairs, "}", depth)
    if isinstance(value, np.ndarray):
        content = _printed(value.tolist(), imports, depth)
        return f"np.array({content}, dtype={_dtype(value.dtype)})"
    return _atom(value, imports)


def _atom(value: Any, imports: Imports) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{value}")'
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, np.ufunc):
        return f"np.{value.__name__}"
    if isinstance(value, slice):
        return f"slice({value.start!r}, {value.stop!r}, {value.step!r})"
    if isinstance(value, type) and issubclass(value, np.generic):
        return f"np.{value.__name__}"
    if isinstance(value, np.dtype):
        return f"np.dtype({_dtype(value)})"
    if isinstance(value, (type, FunctionType)):
        return _named(value, imports)
    raise NotPrintable(f"A value of type {type(value).__name__} cannot be printed as plain code.")


def _estimator(value: BaseEstimator, imports: Imports, depth: int) -> str:
    name = _named(type(value), imports)
    arguments = [f"{key}={_printed(item, imports, depth + 1)}" for key, item in _changed(value)]
    return _bracketed(f"{name}(", arguments, ")", depth)


def _changed(value: BaseEstimator) -> Iterator[tuple[str, Any]]:
    """Yield the constructor's arguments that differ from their defaults."""
    signature = inspect.signature(type(value).__init__).parameters
    splitter = {name: getattr(value, name) for name in signature if hasattr(value, name)}
    given = value.get_params(deep=False) if hasattr(value, "get_params") else splitter
    for name, current in given.items():
        default = signature[name].default if name in signature else inspect.Parameter.empty
        if type(current) is not type(default) or repr(current) != repr(default):
            yield name, current


def _named(kind: type | FunctionType, imports: Imports) -> str:
    imports.setdefault(_public_module(kind), set()).add(kind.__name__)
    return kind.__name__


def _public_module(kind: type | FunctionType) -> str:
    """Return the shortest module of a printable library that offers the class or function."""
    parts = kind.__module__.split(".")
    if parts[0] in PRINTABLE_LIBRARIES:
        for length in range(1, len(parts) + 1):
            module = ".".join(parts[:length])
            if getattr(import_module(module), kind.__name__, None) is kind:
                return module
    raise NotPrintable(f"{kind.__module__}.{kind.__qualname__} cannot be imported from a public library.")


def _sequence(value: list[Any] | tuple[Any, ...] | set[Any], imports: Imports, depth: int) -> str:
    items = [_printed(item, imports, depth + 1) for item in value]
    if isinstance(value, set):
        return _bracketed("{", items, "}", depth) if items else "set()"
    if isinstance(value, tuple):
        return f"({items[0]},)" if len(items) == 1 else _bracketed("(", items, ")", depth)
    return _bracketed("[", items, "]", depth)


def _bracketed(opening: str, items: list[str], closing: str, depth: int) -> str:
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) + depth * len(INDENT) <= LINE and "\n" not in line:
        return line
    inner, outer = INDENT * (depth + 1), INDENT * depth
    lines = _packed(items, LINE - len(inner)) if all(item[:1] in "'\"" for item in items) else items
    body = "".join(f"{inner}{line},\n" for line in lines)
    return f"{opening}\n{body}{outer}{closing}"


def _packed(items: list[str], width: int) -> list[str]:
    """Return items, such as the names of many columns, as few lines of a width."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 2 < width:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return lines


def _dtype(dtype: np.dtype) -> str:
    return "object" if dtype.kind == "O" else repr(str(dtype))
