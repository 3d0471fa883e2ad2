"""Makes .venv and installs into it exactly what the locks name. Needs nothing but Python itself.

python3 scripts/environment.py create         an empty environment of the Python that runs this
python3 scripts/environment.py install run    what Dialora needs, and Dialora itself
python3 scripts/environment.py install dev    what its tests need besides
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCKS = {"run": ("build", "run"), "dev": ("dev",)}

OLDEST, NEWEST = (3, 11), (3, 12)
#: Without a terminal, a line of progress this often.
LINE_SECONDS = 10.0
KEPT_LINES = 15


class Problem(Exception):
    """Something the reader can put right."""


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["create"]:
            create()
        elif len(arguments) == 2 and arguments[0] == "install" and arguments[1] in LOCKS:
            install(arguments[1])
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except Problem as problem:
        print(f"environment: {problem}", file=sys.stderr)
        return 1
    return 0


def create() -> None:
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise Problem(
            f"Dialora runs on Python 3.11 and 3.12, this is {version[0]}.{version[1]}. On Debian 12:"
            " apt install python3 python3-venv, or name another one: make PYTHON=python3.11"
        )
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Problem("this Python cannot make environments. On Debian: apt install python3-venv")
    print(f"environment: Python {version[0]}.{version[1]} in .venv", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Problem(f"it could not be made:\n{made.stdout}{made.stderr}")


def install(what: str) -> None:
    locks = [ROOT / "requirements" / f"{name}.txt" for name in LOCKS[what]]
    packages = sum(len(re.findall(r"^[\w.\-\[\]]+==", lock.read_text(), re.MULTILINE)) for lock in locks)
    words = [word for lock in locks for word in ("-r", str(lock))]
    follow_pip(["--require-hashes", *words], f"{packages} packages for {what}", packages)
    if what == "run":
        follow_pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], "Dialora itself", 1)
    (VENV / f".{what}").touch()


def follow_pip(words: list[str], what: str, packages: int) -> None:
    """Run pip, saying how far it is; what it says itself is shown only where it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    print(f"environment: {what}", flush=True)
    progress = Progress(packages)
    said: deque[str] = deque(maxlen=KEPT_LINES)
    with subprocess.Popen(
        [*command, "--progress-bar", "off", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        for line in pip.stdout or ():
            said.append(line.rstrip())
            progress.heard(line)
    progress.end()
    if pip.returncode:
        shown = [line for line in said if not line.startswith("WARNING: Location")]
        raise Problem("pip could not install what the lock names:\n" + "\n".join(shown))


class Progress:
    """How far pip is: one line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self, packages: int) -> None:
        self._packages = packages
        self._seen = 0
        self._said_at = time.monotonic()
        self._terminal = sys.stdout.isatty()

    def heard(self, line: str) -> None:
        if collecting := re.match(r"(?:Collecting|Requirement already satisfied:) (\S+)", line):
            self._seen = min(self._seen + 1, self._packages)
            self._say(f"{self._seen} of {self._packages}  {collecting[1].split('==')[0]}")
        elif line.startswith("Installing collected packages") and self._packages > 1:
            self._say(f"{self._packages} of {self._packages}  unpacking", always=True)

    def end(self) -> None:
        if self._terminal:
            print("\r\033[K", end="", flush=True)

    def _say(self, text: str, *, always: bool = False) -> None:
        if self._terminal:
            print(f"\r\033[K  {text}", end="", flush=True)
        elif always or time.monotonic() - self._said_at >= LINE_SECONDS:
            self._said_at = time.monotonic()
            print(f"  {text}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
