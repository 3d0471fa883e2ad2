"""One page of a list, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows, and whether older ones follow. Ask for those with `starting_after` = the last one's id."""

    items: tuple[T, ...]
    has_more: bool
