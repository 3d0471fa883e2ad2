"""Pipecat behind the carrier's media stream, with scripted services and as little else as it needs.

Runs in an environment of its own, as `python on_pipecat.py PORT VAD_STOP SOUND`: SOUND is the mu-law that is
said for every sentence. Prints `ready`.
"""
# mypy: disable-error-code="import-not-found, misc, no-untyped-call, unused-ignore"

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_start import VADUserTurnStartStrategy
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.utils.time import time_now_iso8601
from pipecat.workers.runner import WorkerRunner

_RATE = 8_000
_SENTENCE = "We are open on weekdays from eight to five."
_HEARD = "When are you open?"


class _ReadyEars(STTService):
    """A transcript at the turn's end, at once."""

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        yield None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            heard = TranscriptionFrame(_HEARD, "caller", time_now_iso8601())
            heard.finalized = True
            await self.push_frame(heard)


class _FixedDialogue(LLMService):
    """One sentence, whatever was said."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            await self.push_frame(LLMFullResponseStartFrame())
            await self.push_frame(LLMTextFrame(_SENTENCE))
            await self.push_frame(LLMFullResponseEndFrame())
        else:
            await self.push_frame(frame, direction)


class _ReadyVoice(TTSService):
    """The same sound for every sentence."""

    def __init__(self, pcm: bytes) -> None:
        super().__init__(sample_rate=_RATE, push_start_frame=True, push_stop_frames=True)
        self._pcm = pcm

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        yield TTSAudioRawFrame(self._pcm, _RATE, 1, context_id=context_id)


async def _converse(socket: WebSocket, vad_stop: float, pcm: bytes) -> None:
    _, call = await parse_telephony_websocket(socket)
    serializer = TwilioFrameSerializer(
        call["stream_id"], params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
    )
    transport = FastAPIWebsocketTransport(
        socket,
        FastAPIWebsocketParams(audio_in_enabled=True, audio_out_enabled=True, serializer=serializer),
    )
    context = LLMContext()
    # The model's word alone counts: 160 ms of speech interrupt, a turn ends with the silence.
    vad = SileroVADAnalyzer(
        params=VADParams(confidence=0.5, start_secs=0.16, stop_secs=vad_stop, min_volume=0.0)
    )
    turns = UserTurnStrategies(
        start=[VADUserTurnStartStrategy()], stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.0)]
    )
    aggregators = LLMContextAggregatorPair(
        context, user_params=LLMUserAggregatorParams(vad_analyzer=vad, user_turn_strategies=turns)
    )
    pipeline = Pipeline(
        [
            transport.input(),
            _ReadyEars(sample_rate=_RATE),
            aggregators.user(),
            _FixedDialogue(),
            _ReadyVoice(pcm),
            transport.output(),
            aggregators.assistant(),
        ]
    )
    worker = PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=_RATE, audio_out_sample_rate=_RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )

    @transport.event_handler("on_client_connected")  # type: ignore[untyped-decorator]
    async def greet(*_: object) -> None:
        await worker.queue_frame(TTSSpeakFrame(_SENTENCE))

    @transport.event_handler("on_client_disconnected")  # type: ignore[untyped-decorator]
    async def end(*_: object) -> None:
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


def _app(vad_stop: float, pcm: bytes) -> FastAPI:
    app = FastAPI()

    @app.websocket("/telephony/twilio/media")
    async def media(socket: WebSocket) -> None:
        await socket.accept()
        await _converse(socket, vad_stop, pcm)

    return app


class _Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


def _linear(mulaw: bytes) -> bytes:
    """Mu-law (ITU-T G.711) to 16-bit samples."""
    code = ~np.frombuffer(mulaw, dtype=np.uint8).astype(np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype("<i2").tobytes()


def main() -> None:
    port, vad_stop, sound = sys.argv[1:]
    logger.remove()
    pcm = _linear(Path(sound).read_bytes())
    config = uvicorn.Config(
        _app(float(vad_stop), pcm), port=int(port), log_level="warning", ws_per_message_deflate=False
    )
    _Server(config).run()


if __name__ == "__main__":
    main()
