"""LiveKit Agents behind the carrier's media stream: its agent session without its media server, on audio in
and out of our own, with scripted services.

Runs in an environment of its own, as `python on_livekit.py PORT VAD_STOP SOUND`: SOUND is the mu-law that is
said for every sentence. Prints `ready`.
"""
# mypy: disable-error-code="import-not-found, misc, no-untyped-call, unused-ignore"

from __future__ import annotations

import asyncio
import base64
import json
import logging
import sys
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import uvloop
from aiohttp import WSMsgType, web
from livekit import rtc
from livekit.agents import Agent, AgentSession, llm, stt, tts
from livekit.agents.voice import io
from livekit.plugins import silero

_RATE = 8_000
_SENTENCE = "We are open on weekdays from eight to five."
_HEARD = "When are you open?"
#: Sound goes out in such pieces, this much ahead of its playing.
_PIECE_S = 0.04
_LEAD_S = 0.1


class _NoEars(stt.STT):
    """The session wants one; the agent hears by itself."""

    def __init__(self) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))

    async def _recognize_impl(self, *_: Any, **__: Any) -> stt.SpeechEvent:
        raise NotImplementedError


class _NoMind(llm.LLM):
    """The session wants one; the agent answers by itself."""

    def chat(self, **_: Any) -> llm.LLMStream:
        raise NotImplementedError


class _NoVoice(tts.TTS):
    """The session wants one; the agent speaks by itself."""

    def __init__(self) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=True), sample_rate=_RATE, num_channels=1)

    def synthesize(self, *_: Any, **__: Any) -> tts.ChunkedStream:
        raise NotImplementedError


class _FixedAgent(Agent):
    """A transcript at the turn's end, at once; one sentence, whatever was said; the same sound for it."""

    def __init__(self, sound: rtc.AudioFrame) -> None:
        super().__init__(instructions="")
        self._sound = sound
        self.turn_ended = asyncio.Event()

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: Any
    ) -> AsyncIterator[stt.SpeechEvent]:
        async def drain() -> None:
            async for _ in audio:
                pass

        draining = asyncio.create_task(drain())
        try:
            while True:
                await self.turn_ended.wait()
                self.turn_ended.clear()
                heard = stt.SpeechData(language="en", text=_HEARD)
                yield stt.SpeechEvent(stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[heard])
        finally:
            draining.cancel()

    async def llm_node(self, *_: Any) -> AsyncIterator[str]:
        yield _SENTENCE

    async def tts_node(self, text: AsyncIterable[str], model_settings: Any) -> AsyncIterator[rtc.AudioFrame]:
        async for _ in text:
            pass
        yield self._sound


class _Line(io.AudioInput):
    """What the caller says."""

    def __init__(self) -> None:
        super().__init__(label="carrier")
        self.frames: asyncio.Queue[rtc.AudioFrame | None] = asyncio.Queue()

    async def __anext__(self) -> rtc.AudioFrame:
        frame = await self.frames.get()
        if frame is None:
            raise StopAsyncIteration
        return frame


class _Mouth(io.AudioOutput):
    """Plays to the carrier a little ahead of time, and knows how far it has come."""

    def __init__(self, socket: web.WebSocketResponse, stream: str) -> None:
        super().__init__(
            label="carrier", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=_RATE
        )
        self._socket = socket
        self._stream = stream
        self._pieces: deque[bytes] = deque()
        self._flushed = False
        self._began = 0.0
        self._sent_s = 0.0
        self._playing: asyncio.Task[None] | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        mulaw = _encode(bytes(frame.data))
        size = round(_PIECE_S * _RATE)
        self._pieces.extend(mulaw[at : at + size] for at in range(0, len(mulaw), size))
        if self._playing is None:
            self._flushed = False
            self._playing = asyncio.create_task(self._play())

    def flush(self) -> None:
        super().flush()
        self._flushed = True

    def clear_buffer(self) -> None:
        if self._playing is None:
            return
        self._playing.cancel()
        heard = min(self._sent_s, asyncio.get_running_loop().time() - self._began)
        clear = self._socket.send_str(json.dumps({"event": "clear", "streamSid": self._stream}))
        self._clearing = asyncio.create_task(clear)
        self._finish(heard, interrupted=True)

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        self._began, self._sent_s = loop.time(), 0.0
        self.on_playback_started(created_at=self._began)
        while self._pieces or not self._flushed:
            await asyncio.sleep(max(0.0, self._began + self._sent_s - _LEAD_S - loop.time()))
            if self._pieces:
                piece = self._pieces.popleft()
                payload = base64.b64encode(piece).decode()
                media = {"event": "media", "streamSid": self._stream, "media": {"payload": payload}}
                self._sent_s += len(piece) / _RATE
                await self._socket.send_str(json.dumps(media))
            else:
                await asyncio.sleep(_PIECE_S / 2)
        await asyncio.sleep(max(0.0, self._began + self._sent_s - loop.time()))
        self._finish(self._sent_s, interrupted=False)

    def _finish(self, heard_s: float, *, interrupted: bool) -> None:
        self._playing = None
        self._pieces.clear()
        self.on_playback_finished(playback_position=heard_s, interrupted=interrupted)


class _Server:
    def __init__(self, vad_stop: float, sound: rtc.AudioFrame) -> None:
        self._vad = silero.VAD.load(
            min_silence_duration=vad_stop, sample_rate=_RATE, deactivation_threshold=0.5
        )
        self._sound = sound

    async def media(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        line = _Line()
        session: AgentSession[None] | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            told = json.loads(message.data)
            match told["event"]:
                case "start":
                    session = await self._begin(line, _Mouth(socket, told["streamSid"]))
                case "media":
                    mulaw = base64.b64decode(told["media"]["payload"])
                    line.frames.put_nowait(rtc.AudioFrame(_decode(mulaw), _RATE, 1, len(mulaw)))
                case "stop":
                    break
        line.frames.put_nowait(None)
        if session is not None:
            await session.aclose()
        return socket

    async def _begin(self, line: _Line, mouth: _Mouth) -> AgentSession[None]:
        agent = _FixedAgent(self._sound)
        session: AgentSession[None] = AgentSession(
            stt=_NoEars(),
            llm=_NoMind(),
            tts=_NoVoice(),
            vad=self._vad,
            # A turn ends with the model's silence; 160 ms of speech interrupt; nothing is guessed ahead.
            turn_handling={
                "turn_detection": "vad",
                "endpointing": {"mode": "fixed", "min_delay": 0.0, "max_delay": 0.0},
                "interruption": {
                    "mode": "vad",
                    "min_duration": 0.16,
                    "resume_false_interruption": False,
                    "false_interruption_timeout": None,
                },
                "preemptive_generation": {"enabled": False},
            },
            tts_text_transforms=None,
            aec_warmup_duration=None,
            user_away_timeout=None,
        )
        session.input.audio = line
        session.output.audio = mouth

        def heard(event: Any) -> None:
            if event.old_state == "speaking":
                agent.turn_ended.set()

        session.on("user_state_changed", heard)
        await session.start(agent, record=False)
        session.say(_SENTENCE)
        return session


def _decoding_table() -> np.ndarray[Any, Any]:
    """Mu-law (ITU-T G.711) to 16-bit samples."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype("<i2")


_DECODED = _decoding_table()
#: The mu-law byte of each sample: that of the nearest one that a byte stands for.
_SORTED = np.argsort(_DECODED, kind="stable")
_EDGES = (_DECODED[_SORTED][1:].astype(np.int32) + _DECODED[_SORTED][:-1]) / 2
_ENCODED = _SORTED[np.searchsorted(_EDGES, np.arange(-32_768, 32_768))].astype(np.uint8)


def _decode(mulaw: bytes) -> bytes:
    return _DECODED[np.frombuffer(mulaw, dtype=np.uint8)].tobytes()


def _encode(pcm: bytes) -> bytes:
    return _ENCODED[np.frombuffer(pcm, dtype="<i2").astype(np.int32) + 32_768].tobytes()


async def _serve(port: int, vad_stop: float, mulaw: bytes) -> None:
    app = web.Application()
    sound = rtc.AudioFrame(_decode(mulaw), _RATE, 1, len(mulaw))
    app.router.add_get("/telephony/twilio/media", _Server(vad_stop, sound).media)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    port, vad_stop, sound = sys.argv[1:]
    logging.disable(logging.INFO)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(int(port), float(vad_stop), Path(sound).read_bytes()))


if __name__ == "__main__":
    main()
