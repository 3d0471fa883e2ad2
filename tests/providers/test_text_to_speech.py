"""Every engine that speaks keeps the same promises."""

from __future__ import annotations

import time

import numpy as np
import pytest

import speech
from dialora.domain.errors import ProviderRejected
from dialora.ports.media import SAMPLE_RATE
from dialora.providers import stt, tts
from dialora.providers.tts.piper import Piper, Settings
from dialora.voice import audio

LONG = (
    "All right, I have you down for a cleaning on Thursday, November 26, at 3:30 PM. "
    "Please come ten minutes early, and bring your insurance card if you have one. "
    "There is parking behind the building, and the entrance is around the corner."
)


async def test_the_first_sound_comes_long_before_the_last(voice: tts.Engine) -> None:
    began = time.perf_counter()
    pieces, first = [], 0.0
    async for piece in voice.speak(LONG, language="en-US"):
        first = first or time.perf_counter() - began
        pieces.append(piece)
    whole = time.perf_counter() - began
    assert len(pieces) > 3
    assert first < whole / 2
    assert audio.seconds(pieces[0]) < audio.seconds(b"".join(pieces)) / 4


async def test_speaks_at_the_pace_of_a_person(voice: tts.Engine) -> None:
    sound = await speech.said(voice, LONG)
    pace = len(speech.words(LONG)) / audio.seconds(sound)
    assert 1.8 < pace < 4.5


async def test_begins_to_sound_at_once_and_is_never_too_loud(voice: tts.Engine) -> None:
    for text in ("Okay.", "Thank you for calling.", "Is that right?", "Saturday is short."):
        sound = audio.decode_float(await speech.said(voice, text))
        audible = np.flatnonzero(np.abs(sound) > 0.01)
        assert audible[0] / 8_000 < 0.06
        assert np.abs(sound).max() < 0.98
        assert -26 < audio.level_db(audio.encode((sound * 32_767).astype(np.int16))) < -14


async def test_every_clause_is_as_loud_as_the_next(voice: tts.Engine) -> None:
    levels = [audio.level_db(piece) async for piece in voice.speak(LONG, language="en-US")]
    assert max(levels) - min(levels) < 4


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It starts at 3:30 PM.", "It starts at three thirty pee em."),
        ("That is $120.", "That is one hundred twenty dollars."),
        ("We are at 1450 Cedar Ave.", "We are at fourteen fifty Cedar Avenue."),
        ("We open on Thursday, November 26.", "We open on Thursday, November twenty-sixth."),
        ("It takes 45 min.", "It takes forty-five minutes."),
    ],
)
async def test_figures_are_spoken(
    voice: tts.Engine, embedded_ears: stt.Engine, written: str, heard: str
) -> None:
    transcript = await embedded_ears.transcribe(await speech.said(voice, written), language="en-US")
    assert speech.errors(transcript.text, heard) <= 1


async def test_a_faster_voice_takes_less_time_for_the_same_words(voice: tts.Engine) -> None:
    async def seconds(speed: float) -> float:
        spoken = voice.speak(LONG, language="en-US", speed=speed)
        return len(b"".join([piece async for piece in spoken])) / SAMPLE_RATE

    slow, plain, fast = [await seconds(speed) for speed in (0.8, 1.0, 1.25)]
    assert plain / fast == pytest.approx(1.25, rel=0.1)
    assert slow / plain == pytest.approx(1.25, rel=0.1)


async def test_what_was_prepared_at_one_speed_is_not_heard_at_another(voice: tts.Engine) -> None:
    text = "This sentence is prepared at a speed of its own."
    await voice.prepare([text], language="en-US", speed=1.25)
    fast = b"".join([piece async for piece in voice.speak(text, language="en-US", speed=1.25)])
    plain = b"".join([piece async for piece in voice.speak(text, language="en-US")])
    assert len(plain) > 1.05 * len(fast)


async def test_what_was_prepared_starts_at_once(voice: tts.Engine) -> None:
    text = "Thank you for calling, this line is answered by an assistant."
    await voice.prepare([text], language="en-US")
    took = []
    for _ in range(3):
        # What it works, not what it waits for: other programs may have the machine meanwhile.
        began = time.process_time()
        async for _ in voice.speak(text, language="en-US"):
            break
        took.append(time.process_time() - began)
    assert min(took) < 0.02


async def test_interrupted_it_is_free_for_the_next(voice: tts.Engine) -> None:
    speaking = voice.speak(LONG.replace("cleaning", "check-up"), language="en-US")
    await anext(speaking)
    await speaking.aclose()
    began = time.process_time()
    assert await speech.said(voice, "No problem.")
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize("text", ["", " ", "...", "—", "?!"])
async def test_nothing_to_say_is_silence(voice: tts.Engine, text: str) -> None:
    assert await speech.said(voice, text) == b""


async def test_any_characters_are_survived(voice: tts.Engine) -> None:
    assert await speech.said(voice, "Hello 👋 Zoë, naïve café — 日本 ™ <b>now</b> {x} \\ ok.")


async def test_the_embedded_voice_refuses_another_language() -> None:
    engine = Piper()
    try:
        with pytest.raises(ProviderRejected):
            await anext(engine.speak("Hola.", language="es-MX"))
    finally:
        engine.close()


async def test_the_embedded_voice_speaks_faster_where_it_is_told_to() -> None:
    slow, fast = Piper(Settings(speed=0.8)), Piper(Settings(speed=1.3))
    try:
        assert len(await speech.said(fast, LONG)) < 0.8 * len(await speech.said(slow, LONG))
    finally:
        slow.close()
        fast.close()
