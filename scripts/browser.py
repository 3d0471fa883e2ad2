"""Finds the browser that the tests drive; installs Debian's where that was asked for.

apt is called only where CI=true or DIALORA_APT=1 says so, and only as root. Elsewhere the tests that need
a browser are left out, and this says how to have them run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")


def main() -> int:
    if CHROMIUM.exists():
        return 0
    if not apt_allowed():
        print(
            "browser: no Chromium here, tests that drive one are left out. To have them: apt install chromium"
        )
        return 0
    return 0 if apt_install("chromium") and CHROMIUM.exists() else 1


def apt_allowed() -> bool:
    """Whether packages of Debian may be installed here."""
    wanted = os.environ.get("CI") == "true" or os.environ.get("DIALORA_APT") == "1"
    return wanted and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    print(f"apt: installing {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *words], env=quiet, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)
            print(f"apt: apt-get {words[0]} failed (see above)", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
