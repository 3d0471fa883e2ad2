"""Recordings: two tracks of a call, sealed second by second as it runs, played back as a WAV file.

A file is a row of blocks, each a length (4 bytes, big endian) and a sealed block. The seal binds a block to
its account, its call and its place, so none can be moved, swapped or read under another account's key.
A process that dies leaves at most one torn block at the end, which playing ignores.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from dialora.domain.errors import NotFound
from dialora.ports.media import SAMPLE_RATE, SILENCE
from dialora.ports.sink import AudioBlock
from dialora.store.keyring import AccountSeal
from dialora.store.scope import Store
from dialora.voice import audio

_LENGTH = struct.Struct(">I")
_BLOCK = struct.Struct(">II")
_SAMPLES_PER_MS = SAMPLE_RATE // 1000
_WAV_HEADER_BYTES = 44
_CHANNELS = 2
_SAMPLE_BYTES = 2


class _Seal(Protocol):
    def seal(self, what: str, plaintext: bytes) -> bytes: ...

    def open(self, what: str, sealed: bytes) -> bytes: ...


class RecordingWriter:
    """One call's recording while it runs, written on the executor: a slow disk never stops the audio."""

    def __init__(self, path: Path, call_id: str, seal: _Seal, executor: Executor) -> None:
        self._path = path
        self._call_id = call_id
        self._seal = seal
        self._executor = executor
        self._blocks = 0

    async def append(self, block: AudioBlock) -> None:
        place = self._blocks
        self._blocks += 1
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._append, block, place)

    def _append(self, block: AudioBlock, place: int) -> None:
        plain = _BLOCK.pack(block.start_ms, len(block.caller)) + block.caller + block.agent
        sealed = self._seal.seal(_place(self._call_id, place), plain)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("ab") as file:
            file.write(_LENGTH.pack(len(sealed)) + sealed)

    async def delete(self) -> None:
        """Remove what was kept so far. A later block starts a new file."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._remove)

    def _remove(self) -> None:
        self._path.unlink(missing_ok=True)
        self._blocks = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """Where recordings are kept."""

    store: Store
    folder: Path
    executor: Executor

    def writer(self, account_id: str, call_id: str, seal: AccountSeal) -> RecordingWriter:
        return RecordingWriter(self._path(account_id, call_id), call_id, seal, self.executor)

    async def size(self, account_id: str, call_id: str) -> int:
        """Bytes of the WAV file. Raises NotFound where nothing was kept."""
        samples = await self._seconds(account_id, call_id)
        return _WAV_HEADER_BYTES + samples * _CHANNELS * _SAMPLE_BYTES

    async def wav(self, account_id: str, call_id: str) -> AsyncIterator[bytes]:
        """The recording as WAV, 16-bit PCM, 8 kHz: caller left, agent right. Raises NotFound."""
        samples = await self._seconds(account_id, call_id)
        yield _wav_header(samples)
        async with self.store.account(account_id) as scope:
            seal = scope.seal
        blocks = self._blocks(account_id, call_id, seal)
        while (part := await asyncio.to_thread(next, blocks, None)) is not None:
            yield part

    async def delete(self, account_id: str, call_id: str) -> None:
        # Where blocks are written, so that none that is on its way comes after.
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.executor, self._path(account_id, call_id).unlink, True)

    async def _seconds(self, account_id: str, call_id: str) -> int:
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            seal = scope.seal
        path = self._path(account_id, call_id)
        if not path.exists():
            raise NotFound("Nothing was recorded of this call.", code="recording_not_found")
        return await asyncio.to_thread(_samples, path, call_id, seal)

    def _blocks(self, account_id: str, call_id: str, seal: _Seal) -> Iterator[bytes]:
        played = 0
        for block in _read(self._path(account_id, call_id), call_id, seal):
            start = block.start_ms * _SAMPLES_PER_MS
            if start > played:
                quiet = SILENCE * (start - played)
                yield _interleaved(quiet, quiet)
                played = start
            yield _interleaved(block.caller, block.agent)
            played += len(block.caller)

    def _path(self, account_id: str, call_id: str) -> Path:
        return self.folder / account_id / f"{call_id}.sealed"


def _place(call_id: str, place: int) -> str:
    return f"recording:{call_id}:{place}"


def _read(path: Path, call_id: str, seal: _Seal) -> Iterator[AudioBlock]:
    with path.open("rb") as file:
        place = 0
        while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            sealed = file.read(length)
            if len(sealed) < length:
                return
            plain = seal.open(_place(call_id, place), sealed)
            start_ms, samples = _BLOCK.unpack_from(plain)
            caller = plain[_BLOCK.size : _BLOCK.size + samples]
            yield AudioBlock(start_ms, caller, plain[_BLOCK.size + samples :])
            place += 1


def _samples(path: Path, call_id: str, seal: _Seal) -> int:
    end = 0
    for block in _read(path, call_id, seal):
        end = max(end, block.start_ms * _SAMPLES_PER_MS) + len(block.caller)
    return end


def _interleaved(caller: bytes, agent: bytes) -> bytes:
    frames = np.empty((len(caller), _CHANNELS), dtype="<i2")
    frames[:, 0] = audio.decode(caller)
    frames[:, 1] = audio.decode(agent)
    return frames.tobytes()


def _wav_header(samples: int) -> bytes:
    size = samples * _CHANNELS * _SAMPLE_BYTES
    rate = SAMPLE_RATE * _CHANNELS * _SAMPLE_BYTES
    return (
        struct.pack("<4sI4s", b"RIFF", _WAV_HEADER_BYTES - 8 + size, b"WAVE")
        + struct.pack(
            "<4sIHHIIHH", b"fmt ", 16, 1, _CHANNELS, SAMPLE_RATE, rate, _CHANNELS * _SAMPLE_BYTES, 16
        )
        + struct.pack("<4sI", b"data", size)
    )
