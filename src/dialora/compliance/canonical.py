"""One way to write a value as bytes, so that the same value always has the same hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast

#: What a value becomes before it is written.
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def plain(value: object) -> Plain:
    """A value as JSON knows it: dataclasses by field, instants in UTC, sets in order.

    Raises TypeError for anything whose form is not fixed here.
    """
    kind: Any = type(value)
    # What most values are, without asking further.
    if kind in _AS_IT_IS:
        return cast(Plain, value)
    names = _field_names(kind)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    match value:
        case Enum():
            return plain(value.value)
        case str() | int() | float():
            return value
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=canonical)
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    """None where it is no dataclass."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def canonical(value: object) -> str:
    """Canonical JSON: keys sorted, no spaces, no NaN, every character as itself."""
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hex digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    raise TypeError(f"a key of canonical JSON is text, not {type(key).__name__}")


def _instant(moment: datetime) -> str:
    """Microseconds always written, so that one instant has one form."""
    if moment.tzinfo is None:
        raise TypeError("an instant without a zone has no canonical form")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
