"""Calls whose models are scripts: everything real but the ears, the voice and the wits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog

from dialora.clock import SystemClock
from dialora.compliance.book import load_rulebook
from dialora.compliance.canonical import Plain
from dialora.compliance.case import decide_case
from dialora.compliance.ledger import next_entry, signed_head
from dialora.compliance.record import write_decision
from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.domain.ledger import LedgerHead
from dialora.ports.dialogue import Act, Heard, Pause, Say, Urgent
from dialora.ports.media import SAMPLE_RATE, MediaStream
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.ports.sink import AudioBlock
from dialora.ports.speech import Transcript
from dialora.services import measures
from dialora.services.heads import Heads
from dialora.services.recordings import RecordingWriter
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.voice import audio
from dialora.voice.ear import Ear
from dialora.voice.playout import PlayoutClock
from dialora.voice.session import Apparatus, CallSession
from dialora.voice.turns import Knobs

log = structlog.get_logger(__name__)

_SENTENCE = "We are open on weekdays from eight to five."
_SENTENCE_S = 3.0
_ACCOUNT = "acct_bench"
_OPENING = Opening(
    notices=(Notice(kind="recording", text="This call is recorded.", language="en"),),
    recording=RecordingRule.ANNOUNCE,
)


def ready_sound(sentence_s: float = _SENTENCE_S) -> bytes:
    """What is said for every sentence, as mu-law."""
    noise = np.random.default_rng(1).normal(0, 2_000, round(sentence_s * SAMPLE_RATE))
    return audio.encode(noise.astype(np.int16))


def ready_apparatus(ear: Ear, sound: bytes | None = None) -> Apparatus:
    """Says `sound` for every sentence."""
    voice = _ReadyVoice(sound or ready_sound())
    return Apparatus(stt=_ReadyEars(), tts=voice, ear=ear, playout=PlayoutClock())


class _ReadyEars:
    """A transcript at the turn's end, at once."""

    async def transcribe(self, mulaw: bytes, *, language: str, hints: Sequence[str] = ()) -> Transcript:
        return Transcript(text="When are you open?", confidence=0.0, no_speech=0.0, took_ms=0)


class _ReadyVoice:
    """The same sound for every sentence."""

    def __init__(self, mulaw: bytes) -> None:
        self._mulaw = mulaw

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        yield self._mulaw

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        """Everything is ready."""


class _FixedDialogue:
    """One sentence, whatever was said."""

    def opening(self) -> Sequence[Say]:
        return (Say(_SENTENCE),)

    def pause_after(self, text: str) -> Pause:
        return Pause.COMPLETE

    def urgent(self, text: str) -> Urgent | None:
        return None

    def backchannel(self, text: str) -> bool:
        return False

    async def respond(self, heard: Heard) -> AsyncIterator[Act]:
        yield Say(_SENTENCE)

    def silence(self, times: int) -> Sequence[Act]:
        return (Say(_SENTENCE),)

    def outcome(self) -> str | None:
        return None


class Archive:
    """What calls leave behind, in a folder and without a database: an account's ledger, and recordings sealed
    with its key."""

    def __init__(self, folder: Path, disk: ThreadPoolExecutor) -> None:
        keyring = Keyring(b"only for measuring, never for anybody's calls")
        self._folder = folder
        self._disk = disk
        self._seal = keyring.account_seal(_ACCOUNT, keyring.new_data_key(_ACCOUNT))
        self._heads = Heads(folder=folder / "heads", keyring=keyring)
        self._head = LedgerHead.empty(_ACCOUNT)
        self._rulebook = load_rulebook()

    async def decide(self, call_id: str) -> None:
        """A call's way through the gate: decided, chained, signed, and on the disk."""
        at = SystemClock().now()
        case: Plain = {
            "now_utc": at.isoformat(),
            "direction": "inbound",
            "channel": "voice",
            "voice_type": "ai",
            "purpose": "inbound",
            "tenant": {"id": _ACCOUNT, "seller": "-", "status": "active", "kyc": "verified", "state": "NY"},
            "caller": {"ownership": "incoming_phone_number", "verified": True},
            "recording_wanted": True,
            "caller_number_presented": "+12125550123",
        }
        payload = write_decision(decide_case(case, self._rulebook))
        entry = next_entry(self._head, kind="decision", subject_id=call_id, payload=payload, at=at)
        self._head = signed_head(entry, self._heads.key)
        await asyncio.to_thread(self._heads.keep, self._head)

    def sink(self, call_id: str) -> Sink:
        path = self._folder / "recordings" / f"{call_id}.sealed"
        return Sink(call_id, RecordingWriter(path, call_id, self._seal, self._disk))


@dataclass(frozen=True, slots=True)
class Sink:
    """A sealed recording, the figures and the event log."""

    call_id: str
    recorder: RecordingWriter

    async def turn(self, turn: Turn) -> None:
        if turn.latency is not None:
            measures.turn(turn.latency)
        log.info("turn", call_id=self.call_id, index=turn.index, interrupted=turn.interrupted)

    async def audio(self, block: AudioBlock) -> None:
        await self.recorder.append(block)

    async def notice(self, notice: SpokenNotice) -> None:
        log.info("notice", call_id=self.call_id, kind=notice.kind, end_ms=notice.end_ms)

    async def recording(self, state: RecordingState) -> None:
        log.info("recording", call_id=self.call_id, state=state.value)


def ready_call(
    stream: MediaStream, apparatus: Apparatus, sink: Sink, knobs: Knobs | None = None
) -> CallSession:
    return CallSession(
        stream=stream,
        apparatus=apparatus,
        dialogue=_FixedDialogue(),
        sink=sink,
        opening=_OPENING,
        knobs=knobs or Knobs(),
    )


def new_call_id() -> str:
    return new_id("call")
