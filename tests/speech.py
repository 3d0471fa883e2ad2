"""Speech for tests: said by a voice, carried by a telephone, and compared word by word."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from dialora.demo.line import telephone_band
from dialora.ports.speech import TextToSpeech
from dialora.providers.tts.reading import read_out
from dialora.voice import audio

QUIET_S = 0.25


async def said(voice: TextToSpeech, text: str) -> bytes:
    """All of it, mu-law."""
    return b"".join([piece async for piece in voice.speak(text, language="en-US")])


def telephoned(mulaw: bytes, *, snr_db: float = 25.0, seed: int = 1) -> bytes:
    """Through the narrow band, with noise, and a moment of it before and after as an ear cuts it."""
    around = np.zeros(round(QUIET_S * 8_000), dtype=np.float32)
    speech = telephone_band(np.concatenate([around, audio.decode_float(mulaw), around]))
    level = float(np.sqrt(np.mean(speech**2)))
    return noisy(speech, level * 10 ** (-snr_db / 20), seed=seed)


def noisy(sound: NDArray[np.float32], level: float, *, seed: int = 1) -> bytes:
    noise = np.random.default_rng(seed).normal(0, level, len(sound))
    return audio.encode((np.clip(sound + noise, -1, 1) * 32_767).astype(np.int16))


def words(text: str) -> list[str]:
    """Figures and words alike: "3:30 PM", "330 PM" and "3 30 p.m." are the same."""
    text = re.sub(r"\b(\d{1,2})[ .]?(\d\d)(?=\s*[ap]\.?m)", r"\1:\2", text, flags=re.IGNORECASE)
    return re.findall(r"[a-z]+", read_out(text).lower().replace("-", " "))


def errors(heard: str, meant: str) -> int:
    """Words that are wrong, missing or too many."""
    row = list(range(len(words(meant)) + 1))
    for number, word in enumerate(words(heard), 1):
        before, row[0] = row[0], number
        for column, expected in enumerate(words(meant), 1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (word != expected)),
            )
    return row[-1]
