"""How PostgreSQL's programs are run: never as root, and never longer than the process that started them."""

from __future__ import annotations

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from dialora.domain.errors import Unavailable

#: Every Debian has it, and nothing of value belongs to it.
_NOBODY = "nobody"

#: Rights to pass through folders closed to others, the smaller first (capabilities(7)).
_PASSAGES = {"dac_read_search": 2, "dac_override": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Turns a command into one that runs as the right user and dies with its parent."""

    uid: int
    gid: int
    prefix: tuple[str, ...]

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    def give(self, path: Path) -> None:
        """Make a file or folder of ours belong to the user the programs run as."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def runner_for(*needed: Path) -> Runner:
    """How to run a program that needs these folders. Raises Unavailable.

    PostgreSQL refuses to run as root. Then it runs as `nobody`, and where a folder on the way is closed
    to others (a temporary folder of root's) with the one right to pass through it: permissions of
    folders that are not ours stay as they are, and no user is made.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise Unavailable("The program setpriv is missing: apt install util-linux", code="setpriv_missing")
    dies_with_parent = (setpriv, "--pdeathsig", "INT")
    if os.geteuid() != 0:
        return Runner(uid=os.geteuid(), gid=os.getegid(), prefix=(*dies_with_parent, "--"))
    user = pwd.getpwnam(_NOBODY)
    prefix = [*dies_with_parent, "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    if not all(passable(path) for path in needed):
        passage = _passage()
        prefix += ["--inh-caps", f"+{passage}", "--ambient-caps", f"+{passage}"]
        # Without this, access(2) answers as if the right were not there, and initdb asks it.
        prefix += ["--securebits", "+no_setuid_fixup"]
    return Runner(uid=user.pw_uid, gid=user.pw_gid, prefix=(*prefix, "--"))


def passable(folder: Path) -> bool:
    """Whether everybody may pass through all the folders above this one."""
    return all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents)


def _passage() -> str:
    bounds = next(
        int(line.split()[1], 16)
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("CapBnd:")
    )
    for name, bit in _PASSAGES.items():
        if bounds >> bit & 1:
            return name
    raise Unavailable(
        "The data folder lies under a folder closed to others, which the embedded PostgreSQL, running as"
        f" {_NOBODY}, may not pass: set DIALORA_DATA to one that is open, such as /var/lib/dialora.",
        code="data_folder_closed",
    )
