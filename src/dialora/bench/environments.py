"""Environments of the contenders, made on demand in a cache: none of them is a dependency of ours."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

_CACHE = Path(__file__).parents[3] / ".cache" / "bench"
#: Written last: an environment without it was not finished.
_MARK = "installed.txt"


def environment(name: str, pins: Sequence[str]) -> Path:
    """The Python of an environment that holds exactly these packages and what they need."""
    folder = _CACHE / name
    python = folder / "bin" / "python"
    wanted = "\n".join(pins)
    mark = folder / _MARK
    if mark.exists() and mark.read_text() == wanted:
        return python
    print(f"bench: installing {', '.join(pins)} into {folder.relative_to(_CACHE.parents[1])}", flush=True)
    venv.create(folder, clear=True, with_pip=True)
    command = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *pins]
    subprocess.run(command, check=True)
    mark.write_text(wanted)
    return python


def versions(python: Path, packages: Sequence[str]) -> Mapping[str, str]:
    """Which versions of these packages an environment has."""
    script = (
        "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]), sep='\\n')"
    )
    told = subprocess.run([str(python), "-c", script, *packages], capture_output=True, text=True, check=True)
    return dict(zip(packages, told.stdout.split(), strict=True))


def our_python() -> Path:
    return Path(sys.executable)
