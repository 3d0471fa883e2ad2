"""Names of rows: a prefix that says what it is, and a UUIDv7 that sorts by when it was made."""

from __future__ import annotations

from typeid import TypeID


def new_id(prefix: str) -> str:
    """A fresh id such as "call_01m84xdvh7e488jwzv565kj8f5"; later ids sort after earlier ones."""
    return str(TypeID(prefix))
