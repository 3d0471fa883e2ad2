"""The real ear on real speech: the embedded voice through a telephone line."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from dialora.ports.media import SILENCE
from dialora.providers.tts.piper import Voice, to_line
from dialora.testing import story
from dialora.voice import audio
from dialora.voice.ear import WINDOW_S
from dialora.voice.moves import Action, BargeIn, Read
from dialora.voice.silero import SileroEar
from dialora.voice.turns import Turns

SENTENCES = (
    "I would like to book a cleaning for next Thursday.",
    "Wait, that is not what I asked for.",
    "No, I meant the other one.",
    "What are your opening hours on Saturday?",
)
_QUIET_S = 0.5


@pytest.fixture(scope="module")
def spoken() -> list[bytes]:
    voice = Voice()
    return [to_line(voice.render(sentence)) for sentence in SENTENCES]


async def _judged(sound: bytes) -> list[float]:
    heard: list[float] = []
    listening = SileroEar().listen(heard.append)
    for at in range(0, len(sound), 160):
        listening.feed(sound[at : at + 160])
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    return heard


def _on_a_line(speech: bytes) -> bytes:
    """With the hiss of a line, and quiet before and after."""
    quiet = SILENCE * round(_QUIET_S * 8_000)
    samples = audio.decode(quiet + speech + quiet + quiet).astype(np.float64)
    hiss = np.random.default_rng(5).normal(0, 60, len(samples))
    return audio.encode(np.clip(samples + hiss, -32_768, 32_767).astype(np.int16))


def test_speech_is_heard_from_its_beginning_to_its_end_and_quiet_is_not(spoken: list[bytes]) -> None:
    @story
    async def told() -> None:
        for speech in spoken:
            heard = await _judged(_on_a_line(speech))
            loud = [number * WINDOW_S for number, probability in enumerate(heard) if probability >= 0.5]
            assert abs(loud[0] - _QUIET_S) <= 0.13
            assert abs(loud[-1] - _QUIET_S - audio.seconds(speech)) <= 0.35
            assert max(heard[: round(0.8 * _QUIET_S / WINDOW_S)]) < 0.5

    told()


def test_the_agent_is_cut_within_300_ms_of_the_first_sound_and_the_turn_is_read_once_over(
    spoken: list[bytes],
) -> None:
    @story
    async def told() -> None:
        for speech in spoken:
            turns = Turns()
            turns.agent_began(0.0)
            decided: list[tuple[float, Action]] = []
            for number, probability in enumerate(await _judged(_on_a_line(speech)), start=1):
                at = number * WINDOW_S
                decided += [(at, action) for action in turns.window(at, probability)]
            cut = next(at for at, action in decided if isinstance(action, BargeIn))
            read = [at for at, action in decided if isinstance(action, Read)][-1]
            assert cut - _QUIET_S <= 0.3
            assert 0.1 <= read - _QUIET_S - audio.seconds(speech) <= 0.6

    told()
