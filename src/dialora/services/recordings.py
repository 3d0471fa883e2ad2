"""Recordings: two tracks of a call, sealed second by second as it runs, played back as a WAV file. How they
lie on the disk is `sealed_sound`'s to say."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from dialora.domain.calls import RecordingState
from dialora.domain.errors import NotFound
from dialora.ports.media import SAMPLE_RATE
from dialora.ports.sink import AudioBlock
from dialora.services.sealed_sound import CHANNELS, FRAME_BYTES, Loudness, Seal, SealedSound, write_block
from dialora.store.keyring import AccountSeal
from dialora.store.scope import Store

_WAV_HEADER_BYTES = 44


class RecordingWriter:
    """One call's recording while it runs, written on the executor: a slow disk never stops the audio."""

    def __init__(self, path: Path, call_id: str, seal: Seal, executor: Executor) -> None:
        self._path = path
        self._call_id = call_id
        self._seal = seal
        self._executor = executor
        self._blocks = 0

    async def append(self, block: AudioBlock) -> None:
        number = self._blocks
        self._blocks += 1
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._append, block, number)

    def _append(self, block: AudioBlock, number: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("ab") as file:
            write_block(file, block, number, self._call_id, self._seal)

    async def delete(self) -> None:
        """Remove what was kept so far. A later block starts a new file."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._remove)

    def _remove(self) -> None:
        self._path.unlink(missing_ok=True)
        self._blocks = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """Where recordings are kept. Only one whose call says that it is kept can be read."""

    store: Store
    folder: Path
    executor: Executor

    def writer(self, account_id: str, call_id: str, seal: AccountSeal) -> RecordingWriter:
        return RecordingWriter(self._path(account_id, call_id), call_id, seal, self.executor)

    async def there(self, account_id: str, call_id: str) -> bool:
        """Whether there is sound to read. Raises NotFound where there is no such call."""
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
        return call.recording is RecordingState.KEPT and self._path(account_id, call_id).exists()

    async def size(self, account_id: str, call_id: str) -> int:
        """Bytes of the WAV file. Raises NotFound where nothing was kept."""
        sound = await self._open(account_id, call_id)
        return _WAV_HEADER_BYTES + sound.frames * FRAME_BYTES

    async def wav(self, account_id: str, call_id: str, *, first: int = 0) -> AsyncIterator[bytes]:
        """The recording as WAV from its byte `first` on: 16-bit PCM, 8 kHz, caller left, agent right. The
        one verb that hands out sound. Raises NotFound."""
        sound = await self._open(account_id, call_id)
        header = _wav_header(sound.frames)[first:]
        if header:
            yield header
        frame, within = divmod(max(0, first - _WAV_HEADER_BYTES), FRAME_BYTES)
        parts = sound.pcm(frame)
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            yield part[within:]
            within = 0

    async def loudness(self, account_id: str, call_id: str, *, span_ms: int, columns: int) -> Loudness:
        """How loud each side was, to be drawn: no sound leaves. Raises NotFound."""
        sound = await self._open(account_id, call_id)
        return await asyncio.to_thread(sound.loudness, span_ms=span_ms, columns=columns)

    async def delete(self, account_id: str, call_id: str) -> None:
        # Where blocks are written, so that none that is on its way comes after.
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.executor, self._path(account_id, call_id).unlink, True)

    async def _open(self, account_id: str, call_id: str) -> SealedSound:
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
            seal = scope.seal
        nothing = NotFound("Nothing was recorded of this call.", code="recording_not_found")
        if call.recording is not RecordingState.KEPT:
            raise nothing
        try:
            return await asyncio.to_thread(SealedSound.open, self._path(account_id, call_id), call_id, seal)
        except FileNotFoundError:
            raise nothing from None

    def _path(self, account_id: str, call_id: str) -> Path:
        return self.folder / account_id / f"{call_id}.sealed"


def _wav_header(frames: int) -> bytes:
    size = frames * FRAME_BYTES
    rate = SAMPLE_RATE * FRAME_BYTES
    return (
        struct.pack("<4sI4s", b"RIFF", _WAV_HEADER_BYTES - 8 + size, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, CHANNELS, SAMPLE_RATE, rate, FRAME_BYTES, 16)
        + struct.pack("<4sI", b"data", size)
    )
