"""Makes the objects again that were written down as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from dialora.compliance.canonical import Plain
from dialora.compliance.facts import UNKNOWN, Unknown

T = TypeVar("T")


def revive(kind: type[T], cell: Plain) -> T:
    """An object of this kind. Fields that it did not have then are as their defaults say. Raises ValueError,
    TypeError where the cell is something else."""
    return cast(T, _revive(kind, cell))


def _revive(kind: Any, cell: Plain) -> object:
    origin, members = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(members, cell)
    if is_dataclass(kind) and isinstance(cell, dict):
        hints = _hints(cast(type, kind))
        return cast(type, kind)(**{name: _revive(hints[name], cell[name]) for name in hints if name in cell})
    if origin in (tuple, frozenset) and isinstance(cell, list):
        return origin(_revive(members[0], each) for each in cell)
    return msgspec.convert(cell, kind)


def _one_of(members: tuple[Any, ...], cell: Plain) -> object:
    if cell is None and NoneType in members:
        return None
    if cell == UNKNOWN.value and Unknown in members:
        return UNKNOWN
    [only] = [member for member in members if member not in (NoneType, Unknown)]
    return _revive(only, cell)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
