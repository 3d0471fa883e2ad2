"""A caller for whom no line is free: told so, and able to leave a message that no model hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.ports.sink import CallRecord
from dialora.testing import FakePhone, MemorySink, ScriptedSpeech, story
from dialora.voice.message_phrases import ENGLISH
from dialora.voice.message_taking import LONGEST_S, MessageTaking
from dialora.voice.playout import PlayoutClock
from dialora.voice.spare import Spare

_RECORDING = {
    RecordingRule.ANNOUNCE: Notice(kind="recording", text=ENGLISH.recorded, language="en"),
    RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL: Notice(kind="recording", text=ENGLISH.recorded, language="en"),
    RecordingRule.EXPLICIT_YES: Notice(kind="recording_question", text=ENGLISH.asks, language="en"),
}


@asynccontextmanager
async def no_line_free(
    rule: RecordingRule = RecordingRule.ANNOUNCE, *, rendered: bool = True
) -> AsyncIterator[tuple[FakePhone, MemorySink]]:
    phone, sink, spare = FakePhone(), MemorySink(), Spare()
    if rendered:
        await spare.keep(ENGLISH.sentences(), ScriptedSpeech(first_sound_s=0.0))
    busy = Notice(kind="ai_disclosure", text=ENGLISH.busy, language="en")
    taking = MessageTaking(
        stream=phone,
        playout=PlayoutClock(),
        spare=spare,
        sink=sink,
        opening=Opening(notices=(busy, _RECORDING[rule]), recording=rule),
        phrases=ENGLISH,
    )
    call: asyncio.Task[CallRecord] = asyncio.create_task(taking.run())
    line = asyncio.create_task(phone.carry())
    try:
        yield phone, sink
        phone.record = await asyncio.wait_for(call, 300)
    finally:
        for task in (call, line):
            task.cancel()
        await asyncio.gather(call, line, return_exceptions=True)


@story
async def test_a_caller_is_told_leaves_a_message_and_is_thanked() -> None:
    async with no_line_free() as (phone, sink):
        await phone.hears("All our lines are busy … it will be recorded … press any key")
        await phone.waits(1.0)
        await phone.says("This is Ada Quill, please call me back about Thursday.")
        await phone.hears("Your message will be passed on")
        await phone.is_hung_up_on()
    assert phone.record is not None
    assert phone.record.reason is EndReason.AT_CAPACITY
    assert phone.record.outcome == "Left a spoken message"
    assert "please call me back about Thursday" in sink.caller_words
    assert [notice.kind for notice in sink.notices] == ["ai_disclosure", "recording"]
    assert sink.states == [RecordingState.KEPT]


@story
async def test_hanging_up_at_the_end_of_a_message_loses_nothing_of_it() -> None:
    async with no_line_free() as (phone, sink):
        await phone.hears("press any key")
        await phone.waits(1.0)
        await phone.says("Please call me back.")
        phone.hangs_up()
    assert phone.record is not None
    assert phone.record.outcome == "Left a spoken message"
    assert "Please call me back." in sink.caller_words


@story
async def test_who_hangs_up_during_the_notice_leaves_nothing_behind() -> None:
    async with no_line_free() as (phone, sink):
        await phone.hears("All our lines are busy")
        await phone.says("Never mind.", over_agent=True)
        phone.hangs_up()
    assert sink.kept_nothing
    assert phone.record is not None
    assert phone.record.outcome is None


@story
async def test_where_the_law_wants_a_yes_nothing_is_kept_before_the_key() -> None:
    async with no_line_free(RecordingRule.EXPLICIT_YES) as (phone, sink):
        await phone.hears("If you agree to that, press 1 now")
        await phone.says("Hello, is anybody there")
        assert sink.kept_nothing
        await phone.presses("1")
        await phone.waits(1.0)
        await phone.says("It is about my invoice.")
        phone.hangs_up()
    assert "about my invoice" in sink.caller_words
    assert "is anybody there" not in sink.caller_words
    assert sink.states == [RecordingState.KEPT]


@pytest.mark.parametrize("key", ["2", ""])
@story
async def test_another_key_or_none_is_no(key: str) -> None:
    async with no_line_free(RecordingRule.EXPLICIT_YES) as (phone, sink):
        await phone.hears("press 1 now")
        await phone.presses(key)
        await phone.hears("call again in a few minutes", within=30)
        await phone.is_hung_up_on()
    assert sink.kept_nothing
    assert sink.states == [RecordingState.REFUSED]


@story
async def test_who_says_nothing_is_asked_to_call_again() -> None:
    async with no_line_free() as (phone, _):
        await phone.hears("press any key")
        await phone.hears("call again in a few minutes", within=30)
        await phone.is_hung_up_on()
    assert phone.record is not None
    assert phone.record.outcome is None


@story
async def test_a_key_ends_the_message() -> None:
    async with no_line_free() as (phone, sink):
        await phone.hears("press any key")
        await phone.waits(1.0)
        await phone.says("Please call me back.")
        await phone.presses("#")
        await phone.hears("will be passed on", within=3)
        await phone.is_hung_up_on()
    assert "Please call me back." in sink.caller_words


@story
async def test_a_message_does_not_last_for_ever() -> None:
    async with no_line_free() as (phone, _):
        await phone.hears("press any key")
        for _ in range(40):
            await phone.says("and another thing " * 3, over_agent=True)
        await phone.is_hung_up_on()
    assert phone.record is not None
    assert phone.record.duration_ms < (LONGEST_S + 60) * 1000


@story
async def test_without_the_sound_of_the_sentences_nothing_is_kept_and_nobody_waits() -> None:
    async with no_line_free(rendered=False) as (phone, sink):
        await phone.is_hung_up_on(within=2)
    assert sink.kept_nothing
