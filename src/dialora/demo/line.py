"""A person's telephone: the voice they were given, the narrow band, and the noise of the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE
from dialora.providers.tts.piper import VOICE_RATE
from dialora.voice import audio

#: What a telephone lets through, in hertz (ITU-T G.712).
_LOWEST_HZ: Final = 300
_HIGHEST_HZ: Final = 3_400
_TAPS: Final = 129
#: Loudness of the person on the line, root mean square.
_SPEECH_RMS: Final = 0.1
#: Seconds of noise that are made; then it begins again.
_NOISE_S: Final = 7.3


class Speaker(Protocol):
    """Words to samples: the embedded voice, or any other."""

    def render(self, spoken: str, *, speed: float = 1.0) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a person sounds on the telephone."""

    #: 1 is the speaker's own; higher is faster.
    speed: float = 1.0
    #: 1 is the speaker's own; 1.1 a tenth higher.
    pitch: float = 1.0
    #: Speech over noise, in decibels.
    snr_db: float = 30.0


def _band_filter() -> NDArray[np.float64]:
    """A finite impulse response that passes the telephone band (windowed sinc)."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    high = 2 * _HIGHEST_HZ / SAMPLE_RATE
    low = 2 * _LOWEST_HZ / SAMPLE_RATE
    response: NDArray[np.float64] = (high * np.sinc(high * at) - low * np.sinc(low * at)) * np.hamming(_TAPS)
    return response


_BAND: Final = _band_filter()


def telephone_band(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """8 kHz samples as a telephone lets them through."""
    return np.convolve(sound, _BAND, mode="same").astype(np.float32) if len(sound) else sound


class Line:
    """One person's end of a telephone line."""

    def __init__(self, speaker: Speaker, manner: Manner, *, seed: int) -> None:
        self._speaker = speaker
        self._manner = manner
        noise = np.random.default_rng(seed).normal(0, 1, round(_NOISE_S * SAMPLE_RATE)).astype(np.float32)
        narrow = telephone_band(noise)
        level = _SPEECH_RMS * 10 ** (-manner.snr_db / 20)
        self._noise = narrow * np.float32(level / np.sqrt(np.mean(narrow**2)))
        self._at = 0

    def utter(self, spoken: str) -> NDArray[np.float32]:
        """What the person says, in words without figures, as it reaches the telephone: 8 kHz samples."""
        pitch = self._manner.pitch
        sound = self._speaker.render(spoken, speed=self._manner.speed / pitch)
        narrow = telephone_band(soxr.resample(sound, VOICE_RATE * pitch, SAMPLE_RATE).astype(np.float32))
        level = float(np.sqrt(np.mean(narrow**2))) if len(narrow) else 0.0
        return narrow * np.float32(_SPEECH_RMS / max(level, 1e-6))

    def carry(self, sound: NDArray[np.float32]) -> bytes:
        """The next stretch of the line, noise and all, as mu-law. Silence too goes through here."""
        noise = np.take(self._noise, np.arange(self._at, self._at + len(sound)), mode="wrap")
        self._at = (self._at + len(sound)) % len(self._noise)
        return audio.encode((np.clip(sound + noise, -1, 1) * 32_767).astype(np.int16))


QUIET_FRAME: Final = np.zeros(FRAME_BYTES, dtype=np.float32)
