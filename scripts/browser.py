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
INSTALL = "apt install chromium"


def main() -> int:
    if CHROMIUM.exists():
        return 0
    wanted = os.environ.get("CI") == "true" or os.environ.get("DIALORA_APT") == "1"
    if not wanted or os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"browser: no Chromium here, tests that drive one are left out. To have them: {INSTALL}")
        return 0
    print("browser: installing Chromium", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *words], env=quiet, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)
            print(f"browser: apt-get {words[0]} failed (see above)", file=sys.stderr)
            return 1
    return 0 if CHROMIUM.exists() else 1


if __name__ == "__main__":
    raise SystemExit(main())
