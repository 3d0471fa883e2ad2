"""What is sent, when, and what was heard of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dialora.ports.media import MediaEvent, Played
from dialora.testing import FakePhone, sound, story
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits
from dialora.voice.mouth import Began, Mouth, Silent
from dialora.voice.moves import Hold
from dialora.voice.playout import STROKE_S, PlayoutClock

TEXT = "one two three four five"


class NoTape:
    def agent(self, at: float, mulaw: bytes) -> None:
        pass

    def agent_cut(self, at: float) -> None:
        pass


class Speaker:
    def __init__(self, phone: FakePhone) -> None:
        self.phone = phone
        self.reports: list[Began | Silent] = []
        self.mouth = Mouth(phone, PlayoutClock(), NoTape(), self.reports.append, Limits())
        phone.listen(self._passes_marks)

    def says(self, text: str, hold: Hold = Hold.NONE) -> Clip:
        clip = Clip.ready(text, sound.spoken(text), hold)
        self.mouth.add(clip)
        return clip

    def _passes_marks(self, event: MediaEvent) -> None:
        assert isinstance(event, Played)
        self.mouth.played(event.mark)


@asynccontextmanager
async def speaker(phone: FakePhone | None = None) -> AsyncIterator[Speaker]:
    speaking = Speaker(phone or FakePhone())
    speaks = asyncio.create_task(speaking.mouth.run())
    try:
        yield speaking
    finally:
        speaks.cancel()
        await asyncio.gather(speaks, return_exceptions=True)


@story
async def test_sound_is_sent_only_a_little_ahead_of_its_playing() -> None:
    async with speaker() as agent:
        agent.says(TEXT)
        for _ in range(50):
            await asyncio.sleep(0.02)
            ahead = agent.mouth.sounds_until - asyncio.get_running_loop().time()
            assert ahead <= Limits().lead_s + 0.04 + 1e-6


@story
async def test_the_caller_hears_no_gap_within_and_between_clips() -> None:
    async with speaker() as agent:
        agent.says("one two three ")
        agent.says("four five")
        await asyncio.sleep(3)
        assert agent.phone.heard == TEXT
        pauses = [after - before for before, after in agent.phone.pauses_in_speech(since="one")]
        assert max(pauses) == pytest.approx(0.0, abs=1e-6)


@story
async def test_silence_is_reported_when_the_last_sound_has_been_heard() -> None:
    async with speaker() as agent:
        agent.says(TEXT)
        await asyncio.sleep(len(TEXT) * sound.CHARACTER_S - 0.05)
        assert [type(report) for report in agent.reports] == [Began]
        await asyncio.sleep(0.1)
        assert [type(report) for report in agent.reports] == [Began, Silent]


@story
async def test_a_cut_silences_within_a_moment_and_knows_the_words_that_were_heard() -> None:
    async with speaker() as agent:
        clip = agent.says(TEXT)
        await asyncio.sleep(0.9)
        agent.mouth.cut()
        await asyncio.sleep(0.001)
        assert not agent.phone.agent_speaks
        assert clip.heard_text == "one two three"
        await asyncio.sleep(2)
        assert agent.phone.heard.startswith("one two three")
        assert "fo" not in agent.phone.heard


@story
async def test_on_a_slow_line_less_was_heard_than_the_time_that_has_passed() -> None:
    async with speaker(FakePhone(delay_s=0.3)) as agent:
        agent.says("one two")
        await asyncio.sleep(2)
        clip = agent.says("a b c d e f g h i j k l m n o p q")
        await asyncio.sleep(1.2)
        agent.mouth.cut()
        await asyncio.sleep(0.001)
        really = agent.phone.heard.split("\n")[1]
        assert really.startswith(clip.heard_text)
        assert len(clip.heard_text) > 4


@story
async def test_what_was_cut_goes_on_with_the_last_word_heard() -> None:
    async with speaker() as agent:
        agent.says(TEXT)
        await asyncio.sleep(0.9)
        agent.mouth.cut()
        await asyncio.sleep(0.3)
        agent.mouth.resume()
        await asyncio.sleep(2)
        assert agent.phone.heard.split("\n")[1] == "three four five"
        assert isinstance(agent.reports[-1], Silent)


@story
async def test_what_was_dropped_is_never_heard() -> None:
    async with speaker() as agent:
        agent.says(TEXT)
        agent.says("six seven")
        await asyncio.sleep(0.9)
        agent.mouth.drop()
        agent.says("eight")
        await asyncio.sleep(2)
        assert agent.phone.heard.endswith("eight")
        assert "seven" not in agent.phone.heard


@story
async def test_marks_of_cleared_sound_do_not_count_as_heard() -> None:
    async with speaker() as agent:
        first = agent.says("one two three four five six")
        await asyncio.sleep(1.56)
        assert first.all_sent, "the mark is on its way"
        agent.mouth.cut()
        await asyncio.sleep(1)
        assert not first.all_heard
        assert not any(isinstance(report, Silent) for report in agent.reports)


@story
async def test_the_hold_is_that_of_the_sentence_being_heard() -> None:
    async with speaker() as agent:
        agent.says("one two", Hold.SENTENCE)
        agent.says("three four")
        assert agent.mouth.hold is Hold.NONE
        await asyncio.sleep(0.2)
        assert agent.mouth.hold is Hold.SENTENCE
        await asyncio.sleep(0.4)
        assert agent.mouth.hold is Hold.NONE


@story
async def test_a_voice_slower_than_speech_leaves_gaps_but_loses_nothing() -> None:
    async with speaker() as agent:
        clip = Clip(TEXT)
        agent.mouth.add(clip)
        whole = sound.spoken(TEXT)
        for at in range(0, len(whole), 480):
            clip.add(whole[at : at + 480])
            agent.mouth.wake()
            await asyncio.sleep(0.1)
        clip.finish()
        agent.mouth.wake()
        await asyncio.sleep(1)
        assert agent.phone.heard.replace("\n", "") == TEXT
        assert clip.all_heard


@story
async def test_calls_share_the_strokes_of_one_clock() -> None:
    clock = PlayoutClock()
    loop = asyncio.get_running_loop()
    rung: list[float] = []

    async def wait(when: float) -> None:
        await clock.until(when)
        rung.append(loop.time())

    await asyncio.gather(*(wait(0.101 + 0.001 * call) for call in range(10)))
    assert rung == pytest.approx([6 * STROKE_S] * 10)


@story
async def test_somebody_who_no_longer_waits_is_not_woken() -> None:
    clock = PlayoutClock()
    gone = asyncio.create_task(clock.until(0.1))
    stays = asyncio.create_task(clock.until(0.1))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert gone.cancelled()
