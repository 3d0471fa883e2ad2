"""The one extension mechanism: a decorator names a thing, a folder is searched for them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Catalog(Generic[T]):
    """Things by name, each registered by the file that defines it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """A decorator that files its argument under `name`; a name is used once."""

        def add(entry: T) -> T:
            if name in self._entries:
                raise ValueError(f"two entries of the {self.kind} catalogue are called {name!r}")
            self._entries[name] = entry
            return entry

        return add

    def discover(self, package: str) -> None:
        """Import every module of a package, so that each registers what it defines."""
        root = importlib.import_module(package)
        for module in sorted(m.name for m in pkgutil.iter_modules(root.__path__)):
            importlib.import_module(f"{package}.{module}")

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "nothing"
            raise LookupError(f"no {self.kind} is called {name!r}; there is {known}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))

    def __len__(self) -> int:
        return len(self._entries)
