"""What happens in a call, one thing after the other and at the moment it happens.

A call hears fifty frames and judges thirty windows a second: waking a task for each would cost more than most
of them do. So whoever posts has it taken at once; what is posted meanwhile comes right after.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    def __init__(self) -> None:
        self._waiting: deque[T] = deque()
        self._take: Callable[[T], None] | None = None
        self._taking = False

    def open(self, take: Callable[[T], None]) -> None:
        """From now on everything goes to `take`, what waits first."""
        self._take = take
        self._empty(take)

    def post(self, it: T) -> None:
        self._waiting.append(it)
        if self._take is not None and not self._taking:
            self._empty(self._take)

    def _empty(self, take: Callable[[T], None]) -> None:
        self._taking = True
        try:
            while self._waiting:
                take(self._waiting.popleft())
        finally:
            self._taking = False
