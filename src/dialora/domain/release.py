"""Which release of the product this is, under which licence, and exactly which build of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

#: Its own files; what is made of them while it runs is not.
_UNCOUNTED = "__pycache__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    version: str
    #: By its SPDX name.
    licence: str
    #: The same where every file of the product is the same, and nowhere else.
    build: str

    def __str__(self) -> str:
        return f"Dialora {self.version}, build {self.build}, {self.licence}"


@cache
def release() -> Release:
    """This one."""
    said = metadata("dialora")
    counted = hashlib.sha256()
    for name, content in sorted(_own_files(files("dialora"), "")):
        counted.update(f"{name}\0{len(content)}\0".encode() + content)
    return Release(
        version=said["Version"], licence=said["License-Expression"], build=counted.hexdigest()[:12]
    )


def _own_files(folder: Traversable, above: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in folder.iterdir():
        if each.is_dir() and each.name != _UNCOUNTED:
            found += _own_files(each, f"{above}{each.name}/")
        elif each.is_file():
            found.append((f"{above}{each.name}", each.read_bytes()))
    return found
