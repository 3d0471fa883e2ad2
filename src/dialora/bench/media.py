"""`dialora bench media`: one process, only the carrier's media socket, with everything real but the models
of speech and language: the engine, the voice detector, the sealed recorder, the figures and the event log."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import structlog
import uvicorn
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.media.carrier import CarrierStream, close_socket
from dialora.ports.dialogue import Act, Heard, Pause, Say, Urgent
from dialora.ports.media import SAMPLE_RATE
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.ports.sink import AudioBlock
from dialora.ports.speech import Transcript
from dialora.ports.telephony import StreamStarted
from dialora.providers.telephony.twilio import Twilio
from dialora.services import measures
from dialora.services.recordings import RecordingWriter
from dialora.store.ids import new_id
from dialora.store.keyring import AccountSeal, Keyring
from dialora.voice import audio
from dialora.voice.playout import PlayoutClock
from dialora.voice.session import Apparatus, CallSession
from dialora.voice.silero import SileroEar
from dialora.voice.turns import Knobs

log = structlog.get_logger(__name__)

_SENTENCE = "We are open on weekdays from eight to five."
_SENTENCE_S = 3.0
_ACCOUNT = "acct_bench"
_OPENING = Opening(
    notices=(Notice(kind="recording", text="This call is recorded.", language="en"),),
    recording=RecordingRule.ANNOUNCE,
)


class _ReadyEars:
    """A transcript at the turn's end, at once."""

    async def transcribe(self, mulaw: bytes, *, language: str, hints: Sequence[str] = ()) -> Transcript:
        return Transcript(text="When are you open?", confidence=0.0, no_speech=0.0, took_ms=0)


class _ReadyVoice:
    """The same three seconds for every sentence."""

    def __init__(self) -> None:
        noise = np.random.default_rng(1).normal(0, 2_000, round(_SENTENCE_S * SAMPLE_RATE))
        self._mulaw = audio.encode(noise.astype(np.int16))

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


@dataclass(frozen=True, slots=True)
class _Sink:
    """A sealed recording, the figures and the event log; no database."""

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


def serve(port: int, vad_stop_s: float | None) -> None:
    """Serve until interrupted, on loopback only; prints `ready` once calls can come in. The event log
    goes to standard error."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    knobs = Knobs()
    if vad_stop_s is not None:
        read_after = min(knobs.read_after_s, vad_stop_s)
        knobs = replace(knobs, complete_s=vad_stop_s, read_after_s=read_after)
    with tempfile.TemporaryDirectory(prefix="dialora-bench-") as folder:
        config = uvicorn.Config(
            _app(Path(folder), knobs), host="127.0.0.1", port=port, log_level="warning", access_log=False
        )
        _Server(config).run()


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup()
        print("ready", flush=True)


def _app(folder: Path, knobs: Knobs) -> FastAPI:
    app = FastAPI()
    apparatus = Apparatus(stt=_ReadyEars(), tts=_ReadyVoice(), ear=SileroEar(), playout=PlayoutClock())
    keyring = Keyring(b"only for measuring, never for anybody's calls")
    seal = keyring.account_seal(_ACCOUNT, keyring.new_data_key(_ACCOUNT))
    disk = ThreadPoolExecutor(1, thread_name_prefix="recordings")

    @app.websocket("/telephony/twilio/media")
    async def media(socket: WebSocket) -> None:
        await socket.accept()
        codec = Twilio().codec()
        try:
            while not isinstance(codec.decode(await socket.receive_text()), StreamStarted):
                pass
        except WebSocketDisconnect:
            return
        session = CallSession(
            stream=CarrierStream(socket, codec),
            apparatus=apparatus,
            dialogue=_FixedDialogue(),
            sink=_sink(folder, seal, disk),
            opening=_OPENING,
            knobs=knobs,
        )
        measures.started()
        record = await session.run()
        measures.ended(record.reason)
        await close_socket(socket, 1000)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(measures.exposition(), media_type=measures.MEDIA_TYPE)

    return app


def _sink(folder: Path, seal: AccountSeal, disk: ThreadPoolExecutor) -> _Sink:
    call_id = new_id("call")
    return _Sink(call_id, RecordingWriter(folder / f"{call_id}.sealed", call_id, seal, disk))
