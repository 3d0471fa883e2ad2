"""A backup as a file: a tar that begins with the database, goes on with the folders, and ends with a list of
what is in it, so that one that broke off is noticed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from dialora.domain.errors import Conflict, Invalid

DATABASE: Final = "database.dump"
#: What lies beside the database in the data folder and belongs to it.
FOLDERS: Final = ("recordings", "evidence", "heads")
_CONTENTS: Final = "contents.json"
_FORM: Final = 1
_CHUNK: Final = 1 << 20

#: Told after each file: its name and size in bytes.
Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup says of itself."""

    #: ISO 8601, UTC.
    made_at: str
    #: Of the key the sealed parts need; tells a wrong key before anything is written.
    key_mark: str
    #: SHA-256 in hex, by name in the archive.
    files: dict[str, str]


class Archive:
    """A backup being written. Names may vanish while it runs: a recording that is deleted is not in it."""

    def __init__(self, tar: tarfile.TarFile, told: Told) -> None:
        self._tar = tar
        self._told = told
        self._files: dict[str, str] = {}

    def add(self, path: Path, name: str) -> None:
        """One file, as long as it is now: it may be growing."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            entry = self._tar.gettarinfo(arcname=name, fileobj=file)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            reading = _Digest(file)
            self._tar.addfile(entry, reading)
        self._files[name] = reading.hexdigest()
        self._told(name, entry.size)

    def add_folder(self, folder: Path, name: str) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.add(path, f"{name}/{path.relative_to(folder).as_posix()}")

    def close(self, *, made_at: str, key_mark: str) -> None:
        said = {"form": _FORM, "made_at": made_at, "key_mark": key_mark, "files": self._files}
        with tempfile.NamedTemporaryFile() as file:
            file.write(json.dumps(said, indent=1).encode())
            file.flush()
            self._tar.add(file.name, _CONTENTS)


@contextmanager
def write_archive(file: Path, told: Told) -> Iterator[Archive]:
    """Under its name only once it is whole. Raises Conflict where there is such a file."""
    if file.exists():
        raise Conflict(f"There is already a file {file}: name another one.", code="backup_exists")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as tar:
            unfinished.chmod(0o600)
            yield Archive(tar, told)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(file: Path, folder: Path, told: Told) -> Contents:
    """Everything in a backup, into an empty folder, checked. Raises Invalid where it is none or broken."""
    found: dict[str, str] = {}
    try:
        with tarfile.open(file, "r:") as tar:
            for entry in tar:
                found[entry.name] = _unpacked(tar, entry, folder)
                told(entry.name, entry.size)
    except (tarfile.TarError, EOFError) as error:
        raise _broken(file) from error
    except FileNotFoundError:
        raise Invalid(f"There is no file {file}.", field="file", code="backup_not_found") from None
    return _checked(file, folder, found)


def _unpacked(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    name = PurePosixPath(entry.name)
    if not entry.isreg() or name.is_absolute() or ".." in name.parts:
        raise Invalid(f"{entry.name} does not belong into a backup.", field="file", code="backup_broken")
    content = tar.extractfile(entry)
    if content is None:  # what isreg() has ruled out
        raise tarfile.ReadError(entry.name)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with content, target.open("wb") as written:
        reading = _Digest(content)
        shutil.copyfileobj(reading, written, _CHUNK)
    return reading.hexdigest()


def _checked(file: Path, folder: Path, found: dict[str, str]) -> Contents:
    found.pop(_CONTENTS, None)
    try:
        said = json.loads((folder / _CONTENTS).read_text(encoding="utf-8"))
        contents = Contents(made_at=said["made_at"], key_mark=said["key_mark"], files=said["files"])
    except (OSError, ValueError, KeyError) as error:
        raise _broken(file) from error
    if contents.files != found or DATABASE not in found:
        raise _broken(file)
    return contents


def _broken(file: Path) -> Invalid:
    return Invalid(f"{file} is no whole backup of Dialora.", field="file", code="backup_broken")


class _Digest:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._sha.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._sha.hexdigest()
