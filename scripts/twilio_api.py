"""Fetches Twilio's published OpenAPI document, which the tests hold the carrier's double against.

It comes in the npm package @twilio/cli-core. That package is no dependency, it would bring hundreds of
others: the archive alone is fetched with `npm pack`, its hash is compared with the pinned one, and one file
is taken out of it, into .cache. Run as `.venv/bin/python scripts/twilio_api.py`; prints where the file is.
"""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import assets

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "@twilio/cli-core@9.0.0"
#: As the registry states it (Subresource Integrity: base64 of SHA-512).
SHA512 = "FPHm5gXAUwM2oATmQi3AGYPFz4Urg5G5/vDkpUu5WqNuwueQaS93HwXjdX1OM+miuq0LMimdfbXDTLEp4Nsjfg=="
MEMBER = "package/src/services/twilio-api/twilio_api_v2010.json"
DOCUMENT = ROOT / ".cache/twilio_api_v2010-9.0.0.json"
_PATIENCE_S = 60


def main() -> int:
    problem = None if DOCUMENT.exists() else fetch()
    print(f"twilio_api: {problem}" if problem else DOCUMENT, file=sys.stderr if problem else sys.stdout)
    return 1 if problem else 0


def fetch() -> str | None:
    """Put the document where it is expected; what is in the way, if anything is."""
    npm = assets.npm_of_this_machine()
    if npm is None:
        return "no npm here, so Twilio's document cannot be fetched. On Debian: apt install nodejs npm"
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm, "pack", PACKAGE, "--silent", "--ignore-scripts", "--pack-destination", folder]
        try:
            packed = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            return f"npm pack {PACKAGE} did not answer within {_PATIENCE_S} s"
        archives = list(Path(folder).glob("*.tgz"))
        if packed.returncode != 0 or len(archives) != 1:
            return f"npm pack {PACKAGE} failed: {packed.stderr.strip()[-200:]}"
        return _take_out(archives[0])


def _take_out(archive: Path) -> str | None:
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        return f"{PACKAGE} is not the pinned one: its hash is {digest}"
    with tarfile.open(archive) as packed:
        member = packed.extractfile(MEMBER)
        if member is None:
            return f"{PACKAGE} holds no {MEMBER}"
        DOCUMENT.parent.mkdir(exist_ok=True)
        fresh = DOCUMENT.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(member.read())
    # Two test runs may do this at once.
    fresh.replace(DOCUMENT)
    return None


if __name__ == "__main__":
    raise SystemExit(main())
