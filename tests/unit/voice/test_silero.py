"""The ear's model and its batches. What it makes of real speech is tested with the embedded voice."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from dialora.ports.media import SILENCE
from dialora.testing import story
from dialora.voice import audio
from dialora.voice.ear import WINDOW_BYTES
from dialora.voice.silero import TICK_S, SileroEar, SileroModel

SECOND = 8_000


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


def _tone(hertz: float, seconds: float = 1.0) -> bytes:
    time = np.arange(round(seconds * SECOND)) / SECOND
    return audio.encode((np.sin(2 * np.pi * hertz * time) * 8_000).astype(np.int16))


def _noise(seconds: float = 1.0, seed: int = 7) -> bytes:
    noise = np.random.default_rng(seed).normal(0, 1_500, round(seconds * SECOND))
    return audio.encode(noise.astype(np.int16))


def _buzz(seconds: float = 1.0) -> bytes:
    """A voice of sorts: pulses of a larynx through three resonances."""
    rng = np.random.default_rng(3)
    length = round(seconds * SECOND)
    signal = np.zeros(length)
    at = 0.0
    while at < length:
        signal[int(at)] = 1.0
        at += SECOND / (120 + 20 * np.sin(at / 900) + rng.normal(0, 1))
    for hertz, width in ((660, 80), (1_720, 100), (2_410, 150)):
        radius = np.exp(-np.pi * width / SECOND)
        a1, a2 = -2 * radius * np.cos(2 * np.pi * hertz / SECOND), radius**2
        out = np.zeros(length)
        for n in range(length):
            out[n] = signal[n] - a1 * out[n - 1] - a2 * out[n - 2]
        signal = out
    loudness = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(length) / SECOND)
    return audio.encode((signal * loudness / np.abs(signal).max() * 12_000).astype(np.int16))


async def _judged(ear: SileroEar, *sounds: bytes) -> list[list[float]]:
    """Feed all sounds at once, 20 ms at a time, as calls do."""
    heard: list[list[float]] = [[] for _ in sounds]
    calls = [ear.listen(probabilities.append) for probabilities in heard]
    for at in range(0, max(map(len, sounds)), 160):
        for call, sound in zip(calls, sounds, strict=True):
            call.feed(sound[at : at + 160])
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    for call in calls:
        call.close()
    return heard


@story
async def test_every_window_is_judged_once() -> None:
    (heard,) = await _judged(SileroEar(), _noise(2.0))
    assert len(heard) == 2 * SECOND // WINDOW_BYTES


@pytest.mark.parametrize(
    "sound", [SILENCE * SECOND, _tone(440), _tone(1_000), _noise()], ids=["silence", "low", "high", "noise"]
)
def test_silence_tones_and_noise_are_not_speech(sound: bytes, model: SileroModel) -> None:
    @story
    async def told() -> None:
        (heard,) = await _judged(SileroEar(model), sound)
        assert max(heard) < 0.5

    told()


def test_a_call_is_judged_the_same_alone_and_in_company(model: SileroModel) -> None:
    @story
    async def told() -> None:
        buzz = _buzz()
        (alone,) = await _judged(SileroEar(model), buzz)
        company = await _judged(SileroEar(model), *(_noise(1.0, seed) for seed in range(20)), buzz)
        assert company[-1] == pytest.approx(alone, abs=1e-5)
        assert max(alone) > 0.5, "a voice of sorts is a voice"

    told()


def test_a_new_call_does_not_inherit_what_an_old_one_left(model: SileroModel) -> None:
    @story
    async def told() -> None:
        ear = SileroEar(model)
        (first,) = await _judged(ear, _buzz())
        (second,) = await _judged(ear, _buzz())
        assert second == first

    told()


@story
async def test_a_burst_of_sound_is_judged_window_by_window_in_order() -> None:
    ear = SileroEar()
    at_once: list[float] = []
    listening = ear.listen(at_once.append)
    listening.feed(_buzz())
    await asyncio.sleep(1)
    (frame_by_frame,) = await _judged(ear, _buzz())
    assert at_once == pytest.approx(frame_by_frame, abs=1e-5)


@story
async def test_nothing_is_reported_after_closing() -> None:
    heard: list[float] = []
    listening = SileroEar().listen(heard.append)
    listening.feed(_noise())
    listening.close()
    listening.close()
    await asyncio.sleep(1)
    assert heard == []


@story
async def test_a_window_waits_for_one_tick_at_most() -> None:
    loop = asyncio.get_running_loop()
    judged: list[float] = []
    listening = SileroEar().listen(lambda _: judged.append(loop.time()))
    await asyncio.sleep(0.005)
    fed = loop.time()
    listening.feed(SILENCE * WINDOW_BYTES)
    await asyncio.sleep(0.1)
    assert judged[0] - fed <= TICK_S


@story
async def test_there_is_a_place_for_every_call() -> None:
    heard = await _judged(SileroEar(), *[SILENCE * WINDOW_BYTES] * 100)
    assert [len(windows) for windows in heard] == [1] * 100
