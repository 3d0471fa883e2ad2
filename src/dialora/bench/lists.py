"""How long the first list of a million numbers takes to be read in, by the command that people use.

python -m dialora.bench lists   into docs/law.md
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

from dialora.bench.law import PAGE, write_section

_ROWS: Final = 1_000_000
_ASKED_S: Final = 60
_ASKED_MB: Final = 300
_SEED: Final = 2027
_DIALORA: Final = (sys.executable, "-m", "dialora.cli")


def main() -> int:
    """Measure, and write it down; fails where it takes longer, or more memory, than is asked."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DIALORA_DATA": str(Path(folder) / "data")}
        # The database is made by the first command; that is not measured.
        _read_in(_list(Path(folder) / "few.txt", 10), environment)
        seconds, megabytes = _read_in(_list(Path(folder) / "many.txt", _ROWS), environment)
    text = _section(seconds, megabytes)
    write_section(PAGE, "Lists", text)
    print(text)
    return int(seconds > _ASKED_S or megabytes > _ASKED_MB)


def _list(file: Path, rows: int) -> Path:
    numbers = Random(_SEED).sample(range(2_010_000_000, 9_900_000_000), rows)
    file.write_text("".join(f"{number}\n" for number in numbers))
    return file


def _read_in(file: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds, and the most memory that the command or its database had, in MB."""
    command = [
        *_DIALORA,
        "dnc",
        "import",
        str(file),
        "--list",
        "national",
        "--date",
        time.strftime("%Y-%m-%d"),
    ]
    began = time.perf_counter()
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"the list was not read in: exit {running.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1_024


def _section(seconds: float, megabytes: float) -> str:
    return f"""## Lists

The first national list of an installation, {_ROWS:,} numbers, read in by `dialora dnc import`: streamed,
hashed under the installation's key, and counted once it is in whole. The command starts the embedded
database itself. {platform.machine()}, Python {platform.python_version()}. `python -m dialora.bench lists`
repeats it.

| what | measured | asked |
|---|---|---|
| from the command to its end | {seconds:.0f} s | {_ASKED_S} s |
| memory at most | {megabytes:.0f} MB | {_ASKED_MB} MB |
"""
