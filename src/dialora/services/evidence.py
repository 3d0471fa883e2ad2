"""Evidence: files that prove consents, sealed on the disk under the hash of what they hold, and proved to be
what they were by every reading."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from dialora.domain.consents import LONGEST_NAME, Evidence
from dialora.domain.errors import Conflict, Invalid, NotFound, Unavailable
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.keyring import AccountSeal, SealBroken
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: A minute of a call's sound is a megabyte, a photographed page three.
LARGEST_FILE = 10_000_000

PDF, WAV, PNG, HTML, TEXT = "application/pdf", "audio/wav", "image/png", "text/html", "text/plain"
KINDS = (PDF, WAV, PNG, HTML, TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFiles:
    store: Store
    clock: Clock
    folder: Path

    async def keep(self, account_id: str, content: bytes, *, media_type: str, name: str, by: str) -> Evidence:
        """Keep a file. The same content twice is one file. Raises Invalid where it is not what it is said to
        be, or too large."""
        kind = media_type.split(";")[0].strip().lower()
        _check(content, kind)
        evidence = Evidence(
            id=new_id("evid"),
            account_id=account_id,
            sha256=hashlib.sha256(content).hexdigest(),
            media_type=kind,
            size=len(content),
            name=_file_name(name, kind),
            recorded_by=by,
            recorded_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            seal = scope.seal
            known = await scope.evidence.by_sha256(evidence.sha256)
        if known is not None and known.restricted_at is not None:
            raise Conflict("Whoever this file is of was forgotten.", code="person_forgotten")
        if known is not None and await asyncio.to_thread(self._path(known).exists):
            return known
        # The file first: a row always has its file, and a file without a row is only found by its hash.
        await asyncio.to_thread(self._write, evidence, content, seal)
        if known is not None:
            return known
        async with self.store.account(account_id) as scope:
            again = await scope.evidence.by_sha256(evidence.sha256)
            if again is None:
                await scope.evidence.add(evidence)
        return again or evidence

    async def get(self, account_id: str, evidence_id: str) -> Evidence:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.evidence.get(evidence_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[Evidence]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.evidence.page(limit=limit, starting_after=starting_after)

    async def read(self, account_id: str, evidence_id: str) -> tuple[Evidence, bytes]:
        """The file, proved to be the one that was kept. Raises NotFound, Unavailable("evidence_damaged")."""
        async with self.store.account(account_id) as scope:
            evidence = await scope.evidence.get(evidence_id)
            if evidence.restricted_at is not None:
                raise NotFound("The person of this file was forgotten.", code="person_forgotten")
            seal = scope.seal
        return evidence, await asyncio.to_thread(self._read, evidence, seal)

    async def first_damaged(self, scope: AccountScope) -> str | None:
        """The first file that is gone, or no longer what it was; None where all are whole."""
        after = None
        while True:
            page = await scope.evidence.page(limit=10, starting_after=after)
            for evidence in page.items:
                if evidence.restricted_at is not None:
                    continue
                try:
                    await asyncio.to_thread(self._read, evidence, scope.seal)
                except Unavailable:
                    return evidence.id
            if not page.has_more:
                return None
            after = page.items[-1].id

    def restrict(self, evidence: Evidence, seal: AccountSeal, person: AccountSeal, folder: Path) -> None:
        """Put what a file holds into a folder of the restricted store, under its person's key; `remove` it
        here once that is committed. Called on a thread. Raises Unavailable, OSError."""
        content = self._read(evidence, seal)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        moved = folder / f"{evidence.sha256}.sealed"
        moved.write_bytes(person.seal(_sealed_as(evidence), content))

    def remove(self, account_id: str, sha256: str) -> None:
        """Called on a thread. Raises OSError."""
        (self.folder / account_id / f"{sha256}.sealed").unlink(missing_ok=True)

    def _read(self, evidence: Evidence, seal: AccountSeal) -> bytes:
        damaged = Unavailable(
            "This file is no longer the one that was kept. Restore it from a backup.", code="evidence_damaged"
        )
        try:
            content = seal.open(_sealed_as(evidence), self._path(evidence).read_bytes())
        except (OSError, SealBroken) as error:
            raise damaged from error
        if hashlib.sha256(content).hexdigest() != evidence.sha256:
            raise damaged
        return content

    def _write(self, evidence: Evidence, content: bytes, seal: AccountSeal) -> None:
        path = self._path(evidence)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and moved, so that no reader ever meets half of it.
        part = path.with_suffix(f".{evidence.id}")
        with part.open("wb") as file:
            file.write(seal.seal(_sealed_as(evidence), content))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _path(self, evidence: Evidence) -> Path:
        return self.folder / evidence.account_id / f"{evidence.sha256}.sealed"


def _sealed_as(evidence: Evidence) -> str:
    return f"evidence:{evidence.sha256}"


def _check(content: bytes, kind: str) -> None:
    if kind not in KINDS:
        raise Invalid(
            f"Evidence is one of {', '.join(KINDS)}.", field="content_type", code="evidence_kind_unknown"
        )
    if not content or len(content) > LARGEST_FILE:
        raise Invalid(
            f"A file of evidence has 1 to {LARGEST_FILE:,} bytes.", field="body", code="evidence_size"
        )
    if not _is(content, kind):
        raise Invalid(f"This file is not {kind}.", field="body", code="evidence_kind_wrong")


def _is(content: bytes, kind: str) -> bool:
    """By the first bytes of it: nobody's word is taken for what a file is."""
    match kind:
        case "application/pdf":
            return content.startswith(b"%PDF-")
        case "audio/wav":
            return content[:4] == b"RIFF" and content[8:12] == b"WAVE"
        case "image/png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return kind == TEXT or text.lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html"))


def _file_name(name: str, kind: str) -> str:
    """What it is called when it is saved: the last part of a path, nothing that a header cannot hold."""
    kept = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())
    ending = {PDF: "pdf", WAV: "wav", PNG: "png", HTML: "html", TEXT: "txt"}[kind]
    return kept.strip()[-LONGEST_NAME:] or f"evidence.{ending}"
