"""What nobody could say. Not the same as "there is none"; a rule that needs it denies."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Unknown(Enum):
    """Nobody could say. Not the same as "there is none"."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


class FactUnknown(Exception):
    """A rule needed a fact that nobody knows: the gate denies."""


def known(fact: T | Unknown, what: str) -> T:
    """The fact itself. Raises FactUnknown, naming it."""
    if isinstance(fact, Unknown):
        raise FactUnknown(f"nobody knows {what}")
    return fact
