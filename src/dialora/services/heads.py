"""The signed ends of the ledgers, kept in a folder outside the database.

Whoever has the database password can rewrite a chain from end to end; they cannot sign its end, nor make
the heads that were kept here fit it. One file per account, one line per head, only ever added to.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dialora.domain.ledger import LedgerHead
from dialora.store.keyring import Keyring

_SUFFIX = ".heads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The folder, and the secret that the signing key is derived from: all processes sign alike."""

    folder: Path
    keyring: Keyring

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.keyring.derive("ledger heads"))

    @property
    def public_key(self) -> Ed25519PublicKey:
        """What anybody may check a head with."""
        return self.key.public_key()

    def keep(self, head: LedgerHead) -> None:
        """Add a committed head; on the disk before this returns. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A line that a power cut tore is left alone on its own line by the newline in front.
        line = (
            "\n"
            + json.dumps({"seq": head.seq, "hash": head.hash.hex(), "signature": _signature(head)})
            + "\n"
        )
        file = os.open(self._file(head.account_id), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write to a file opened for appending: lines of several processes do not mix.
            written = os.write(file, line.encode())
            if written < len(line):
                # The disk filled up in the middle. The rest may not follow: another line may be between.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(file)
        finally:
            os.close(file)

    def of_account(self, account_id: str) -> tuple[LedgerHead, ...]:
        """All that were kept of one account, in the order they were kept."""
        try:
            lines = self._file(account_id).read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(head for line in lines if (head := _read(account_id, line)) is not None)

    def accounts(self) -> Iterator[str]:
        """The accounts that have a file here, in order."""
        if self.folder.is_dir():
            yield from sorted(path.stem for path in self.folder.glob(f"*{_SUFFIX}"))

    def _file(self, account_id: str) -> Path:
        return self.folder / f"{account_id}{_SUFFIX}"


def _signature(head: LedgerHead) -> str:
    return (head.signature or b"").hex()


def _read(account_id: str, line: str) -> LedgerHead | None:
    """None for an empty or torn line."""
    try:
        said = json.loads(line)
        return LedgerHead(
            account_id=account_id,
            seq=int(said["seq"]),
            hash=bytes.fromhex(said["hash"]),
            signature=bytes.fromhex(said["signature"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
