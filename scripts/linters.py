"""Checks the files under deploy/ with the linters of those who will read them.

    .venv/bin/python scripts/linters.py

hadolint and dclint are installed from locks into .cache; caddy and promtool are Debian's and are used where
they are found. What is not there is named; with CI=true or DIALORA_APT=1, as root, it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from assets import npm_of_this_machine
from browser import apt_allowed, apt_install

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
CACHE = ROOT / ".cache/linters"
HADOLINT = CACHE / "python/bin/hadolint"
DCLINT = CACHE / "node/node_modules/.bin/dclint"
#: Debian packages by the program they bring.
DEBIAN = {"caddy": "caddy", "promtool": "prometheus"}


def main() -> int:
    if not (HADOLINT.exists() or _install_hadolint()):
        return 1
    checks = [[str(HADOLINT), str(DEPLOY / "Dockerfile")]]
    if npm := npm_of_this_machine():
        if not (DCLINT.exists() or _install_dclint(npm)):
            return 1
        checks.append([str(DCLINT), str(DEPLOY / "compose.yaml")])
    else:
        print("linters: no Node.js here, compose.yaml is not checked")
    checks += _debian()
    failed = [words[0] for words in checks if not _runs(words)]
    print(f"linters: {len(checks) - len(failed)} of {len(checks)} are content", flush=True)
    return 1 if failed else 0


def _debian() -> list[list[str]]:
    missing = [package for program, package in DEBIAN.items() if not shutil.which(program)]
    if missing and apt_allowed():
        apt_install(*missing)
    checks = {
        "caddy": ["validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        "promtool": ["check", "config", str(DEPLOY / "prometheus.yml")],
    }
    found = {program: path for program in DEBIAN if (path := shutil.which(program))}
    for program in DEBIAN.keys() - found.keys():
        print(f"linters: no {program} here, its file is not checked: apt install {DEBIAN[program]}")
    return [[found[program], *checks[program]] for program in found]


def _runs(words: list[str]) -> bool:
    done = subprocess.run(
        words,
        env={**os.environ, "DIALORA_DOMAIN": "phone.example.com"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


def _install_hadolint() -> bool:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    lock = ["--require-hashes", "--requirement", str(ROOT / "requirements/linters.txt")]
    return subprocess.run([*pip, *lock, "--target", str(CACHE / "python")], check=False).returncode == 0


def _install_dclint(npm: list[str]) -> bool:
    folder = CACHE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(DEPLOY / "linters" / name, folder / name)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run([*npm, *words], cwd=folder, check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
