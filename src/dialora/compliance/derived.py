"""A value that is worked out once for an object and then kept with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class derived(Generic[Owner, Value]):
    """Like functools.cached_property, without its lock: a decision is made in one thread."""

    __slots__ = ("_name", "_work_out")

    def __init__(self, work_out: Callable[[Owner], Value]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__

    @overload
    def __get__(self, owner: None, kind: type[Owner]) -> derived[Owner, Value]: ...

    @overload
    def __get__(self, owner: Owner, kind: type[Owner]) -> Value: ...

    def __get__(self, owner: Owner | None, kind: type[Owner]) -> derived[Owner, Value] | Value:
        if owner is None:
            return self
        # Found there the next time: an attribute of the object goes before this descriptor.
        value = owner.__dict__[self._name] = self._work_out(owner)
        return value
