"""Everything that is kept of a person, as one archive: a page of words first, then a file for each thing."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask

from dialora.domain.calls import RecordingState
from dialora.domain.consents import Consent
from dialora.services.bundle import Services
from dialora.services.rights_access import Belongings
from dialora.web.api.appointments import AppointmentOut
from dialora.web.api.call_export import export_of
from dialora.web.api.consents import ConsentOut
from dialora.web.api.contacts import ContactOut
from dialora.web.api.decisions import DecisionOut
from dialora.web.api.dnc_entries import DncEntryOut
from dialora.web.api.messages import MessageOut
from dialora.web.call_files import transcript_text

_CHUNK = 1 << 16
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "audio/wav": "wav"}
#: 1980 is the first year a ZIP file knows; the same archive is the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


async def archive_response(
    services: Services, account_id: str, request_id: str, *, by: str
) -> StreamingResponse:
    """To be saved. Who takes it, and hears what is in it, is in the ledger. Raises NotFound,
    Conflict("archive_expired"), Unavailable."""
    belongings = await services.rights.access.take_away(account_id, request_id, by=by)
    # Without a name on the disk, and gone once it is sent.
    file: IO[bytes] = await asyncio.to_thread(tempfile.TemporaryFile)
    with ExitStack() as unless_filled:
        unless_filled.callback(file.close)
        await _Archive(services, account_id, by, file).fill(belongings)
        unless_filled.pop_all()
    size = file.tell()
    file.seek(0)
    return StreamingResponse(
        _read(file),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{request_id}.zip"',
            "Content-Length": str(size),
            "Cache-Control": "no-store",
        },
        background=BackgroundTask(file.close),
    )


async def _read(file: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        yield chunk


class _Archive:
    """While it is filled."""

    def __init__(self, services: Services, account_id: str, by: str, file: IO[bytes]) -> None:
        self._services, self._account_id, self._by = services, account_id, by
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._index: list[str] = []

    async def fill(self, belongings: Belongings) -> None:
        services, account_id = self._services, self._account_id
        account = await services.call_history.account(account_id)
        self._index += [f"What {account.name} keeps of {belongings.number.spaced}", ""]
        contacts = services.address_book.contacts
        await self._documents("contact", belongings.contacts, contacts.get, ContactOut.of)
        await self._calls(belongings.calls)
        await self._documents("message", belongings.messages, services.messages.get, MessageOut.of)
        await self._documents(
            "appointment", belongings.appointments, services.appointments.get, AppointmentOut.of
        )
        await self._consents(belongings.consents)
        stops = services.suppression.do_not_call
        await self._documents("do-not-call", belongings.dnc_entries, stops.get, DncEntryOut.of)
        await self._documents("decision", belongings.decisions, services.decisions.get, DecisionOut.of)
        if len(self._index) == 2:
            self._index.append("Nothing is kept under this number.")
        self._text("index.txt", "\n".join(self._index) + "\n")
        await asyncio.to_thread(self._zip.close)

    async def _calls(self, ids: Sequence[str]) -> None:
        services, account_id = self._services, self._account_id
        account = await services.call_history.account(account_id)
        for id in ids:
            story = await services.call_history.get(account_id, id)
            agent = await services.call_history.agent_of(story.call)
            export = await export_of(services, account_id, id)
            self._document(f"calls/{id}.json", export)
            text = transcript_text(story, agent, account)
            self._text(f"calls/{id}.txt", text)
            self._index += [text.rstrip(), f"  in calls/{id}.txt and .json"]
            if story.call.recording is RecordingState.KEPT and await services.recordings.there(
                account_id, id
            ):
                await services.hearings.note(account_id, id, by=self._by)
                await self._sound(f"calls/{id}.wav", id)
                self._index.append(f"  its sound: calls/{id}.wav (you on the left, the agent on the right)")
            self._index.append("")

    async def _consents(self, ids: Sequence[str]) -> None:
        consents: list[Consent] = []

        async def get(account_id: str, id: str) -> Consent:
            consents.append(await self._services.consenting.consents.get(account_id, id))
            return consents[-1]

        await self._documents("consent", ids, get, ConsentOut.of)
        for exhibit in {exhibit.id: exhibit for each in consents for exhibit in each.evidence}.values():
            _, content = await self._services.consenting.evidence.read(self._account_id, exhibit.id)
            await self._services.hearings.note_evidence(self._account_id, exhibit.id, by=self._by)
            name = f"evidence/{exhibit.id}.{_ENDINGS.get(exhibit.media_type, 'txt')}"
            self._zip.writestr(_entry(name, ZIP_STORED), content)
            self._index.append(f"  what proves it: {name}")

    async def _documents(self, kind: str, ids: Sequence[str], get: Any, shown: Any) -> None:
        for id in ids:
            document = shown(await get(self._account_id, id))
            name = f"{kind}s/{id}.json"
            self._document(name, document)
            self._index.append(f"A {kind}: {name}")

    async def _sound(self, name: str, call_id: str) -> None:
        with self._zip.open(_entry(name, ZIP_STORED), "w") as entry:
            async for part in self._services.recordings.wav(self._account_id, call_id):
                await asyncio.to_thread(entry.write, part)

    def _document(self, name: str, document: BaseModel) -> None:
        written = json.dumps(document.model_dump(mode="json"), indent=2, ensure_ascii=False)
        self._text(name, written + "\n")

    def _text(self, name: str, text: str) -> None:
        self._zip.writestr(_entry(name, ZIP_DEFLATED), text)


def _entry(name: str, method: int) -> ZipInfo:
    entry = ZipInfo(name, _STAMP)
    entry.compress_type = method
    return entry
