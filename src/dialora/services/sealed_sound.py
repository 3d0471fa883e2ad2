"""A recording's file, read: how long it plays, its frames from any place on, and how loud it is.

A file is a row of blocks, each a length (4 bytes, big endian) and a sealed block. The seal binds a block to
its account, its call and its place, so none can be moved, swapped or read under another account's key.
A process that dies leaves at most one torn block at the end, which reading ignores.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from dialora.ports.media import SAMPLE_RATE
from dialora.ports.sink import AudioBlock
from dialora.voice import audio

_LENGTH = struct.Struct(">I")
_BLOCK = struct.Struct(">II")
_SAMPLES_PER_MS = SAMPLE_RATE // 1000
CHANNELS = 2
FRAME_BYTES = CHANNELS * 2
#: Of how many recordings the places of blocks, and the loudness, are remembered. Neither holds any sound.
_REMEMBERED = 32


class Seal(Protocol):
    def seal(self, what: str, plaintext: bytes) -> bytes: ...

    def open(self, what: str, sealed: bytes) -> bytes: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """The loudest sample of each stretch of time, 0 to 1, for both sides."""

    caller: tuple[float, ...]
    agent: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block lies in the file, and when it is played."""

    number: int
    offset: int
    length: int
    first: int
    frames: int


@dataclass(frozen=True, slots=True)
class SealedSound:
    """One recording, opened. The file may grow meanwhile: what comes later is not part of it."""

    path: Path
    call_id: str
    seal: Seal
    places: tuple[_Place, ...]

    @classmethod
    def open(cls, path: Path, call_id: str, seal: Seal) -> SealedSound:
        """Reads and proves every block, once for a file that does not change. Raises FileNotFoundError,
        SealBroken."""
        known = path.stat()
        places = _places(path, call_id, seal, known.st_mtime_ns, known.st_size)
        return cls(path, call_id, seal, places)

    @property
    def frames(self) -> int:
        return self.places[-1].first + self.places[-1].frames if self.places else 0

    def pcm(self, first: int = 0) -> Iterator[bytes]:
        """Frames from `first` on, a second or less at a time: 16-bit, caller left, agent right. Where the
        recorder paused there is silence."""
        played = first
        with self.path.open("rb") as file:
            for place in self.places:
                if place.first + place.frames <= played:
                    continue
                while played < place.first:
                    pause = min(place.first - played, SAMPLE_RATE)
                    yield bytes(pause * FRAME_BYTES)
                    played += pause
                block = _read(file, place, self.call_id, self.seal)
                yield _interleaved(block)[(played - place.first) * FRAME_BYTES :]
                played = place.first + place.frames

    def loudness(self, *, span_ms: int, columns: int) -> Loudness:
        """All columns together stand for `span_ms`; sound beyond it counts to the last."""
        return _loudness(self, span_ms, columns)


def write_block(file: BinaryIO, block: AudioBlock, number: int, call_id: str, seal: Seal) -> None:
    """Add a block at the end of a file."""
    plain = _BLOCK.pack(block.start_ms, len(block.caller)) + block.caller + block.agent
    sealed = seal.seal(_name(call_id, number), plain)
    file.write(_LENGTH.pack(len(sealed)) + sealed)


def _name(call_id: str, number: int) -> str:
    return f"recording:{call_id}:{number}"


@lru_cache(_REMEMBERED)
def _places(path: Path, call_id: str, seal: Seal, _changed_at: int, _size: int) -> tuple[_Place, ...]:
    found: list[_Place] = []
    end = offset = 0
    with path.open("rb") as file:
        while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            offset += _LENGTH.size
            sealed = file.read(length)
            if len(sealed) < length:
                break
            block = _opened(sealed, len(found), call_id, seal)
            first = max(end, block.start_ms * _SAMPLES_PER_MS)
            end = first + len(block.caller)
            found.append(_Place(len(found), offset, length, first, len(block.caller)))
            offset += length
    return tuple(found)


@lru_cache(_REMEMBERED)
def _loudness(sound: SealedSound, span_ms: int, columns: int) -> Loudness:
    frames = max(1, span_ms * _SAMPLES_PER_MS)
    peaks = np.zeros((CHANNELS, columns), dtype=np.int32)
    with sound.path.open("rb") as file:
        for place in sound.places:
            if not place.frames:
                continue
            block = _read(file, place, sound.call_id, sound.seal)
            columns_of = np.arange(place.first, place.first + place.frames) * columns // frames
            firsts = np.flatnonzero(np.diff(columns_of, prepend=-1))
            touched = columns_of[firsts].clip(0, columns - 1)
            for side, track in enumerate((block.caller, block.agent)):
                loudest = np.maximum.reduceat(np.abs(audio.decode(track).astype(np.int32)), firsts)
                np.maximum.at(peaks[side], touched, loudest)
    caller, agent = (peaks / 32768).tolist()
    return Loudness(caller=tuple(caller), agent=tuple(agent))


def _read(file: BinaryIO, place: _Place, call_id: str, seal: Seal) -> AudioBlock:
    file.seek(place.offset)
    return _opened(file.read(place.length), place.number, call_id, seal)


def _opened(sealed: bytes, number: int, call_id: str, seal: Seal) -> AudioBlock:
    plain = seal.open(_name(call_id, number), sealed)
    start_ms, samples = _BLOCK.unpack_from(plain)
    caller = plain[_BLOCK.size : _BLOCK.size + samples]
    return AudioBlock(start_ms, caller, plain[_BLOCK.size + samples :])


def _interleaved(block: AudioBlock) -> bytes:
    frames: npt.NDArray[np.int16] = np.empty((len(block.caller), CHANNELS), dtype="<i2")
    frames[:, 0] = audio.decode(block.caller)
    frames[:, 1] = audio.decode(block.agent)
    return frames.tobytes()
