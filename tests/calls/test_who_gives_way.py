"""Interruptions: who falls silent, how soon, and what is known to have been heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from dialora.domain.calls import ToolUse
from dialora.ports.dialogue import Act, Did, Heard, Say
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, Thinks, phone_call, sound, story

_LONG = "We are open from nine to five on weekdays, and on Saturdays from ten to two, except on holidays."


def _dialogue(**more: str) -> ScriptedDialogue:
    return ScriptedDialogue({"hours": _LONG, **more}, otherwise="All right.")


@story
async def test_the_agent_falls_silent_when_it_is_interrupted() -> None:
    async with phone_call(_dialogue()) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.says("Wait, only Mondays please", over_agent=True)
        assert phone.agent_stopped_within(ms=300)
        await phone.hears("All right.")
        assert "Saturdays" not in phone.heard


@story
async def test_what_was_said_is_cut_to_what_was_heard() -> None:
    dialogue = _dialogue()
    sink = MemorySink()
    async with phone_call(dialogue, recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.says("Wait, only Mondays please", over_agent=True)
        await phone.hears("All right.")
    heard = dialogue.heard[-1].interrupted
    assert heard is not None
    assert heard.startswith("We are open from nine to")
    assert _LONG.startswith(heard)
    assert heard in phone.heard
    turn = sink.turns[1]
    assert turn.interrupted
    assert turn.agent_text == _LONG
    assert turn.agent_heard_text == heard
    played = phone.heard.split("assistant.", 1)[1].replace("\n", "")
    assert sink.agent_words == played, "the recording holds what was played, not what was sent"


@pytest.mark.parametrize("delay_s", [0.0, 0.4])
def test_a_slow_line_does_not_make_the_agent_believe_it_was_heard(delay_s: float) -> None:
    @story
    async def told() -> None:
        dialogue = _dialogue()
        async with phone_call(dialogue) as phone:
            phone.delay_s = delay_s
            await phone.hears("help you?")
            await phone.says("What are your hours")
            await phone.hears("weekdays, and on")
            await phone.says("Stop, that will do", over_agent=True)
            await phone.hears("All right.")
            played = phone.heard.split("\n")[-2]
            believed = dialogue.heard[-1].interrupted or ""
            missing_s = (len(played) - len(believed)) * sound.CHARACTER_S
            assert 0 <= missing_s <= delay_s + 0.4, "a report's way back counts as not heard"
            assert believed in _LONG

    told()


@story
async def test_mhm_lets_the_agent_go_on_from_the_last_word_heard() -> None:
    dialogue = _dialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.says("Mhm", over_agent=True)
        await phone.hears("except on holidays")
        assert len(dialogue.heard) == 1
        longest = max(after - before for before, after in phone.pauses_in_speech(since="We are open"))
        assert longest <= 0.8
        _assert_nothing_is_missing(phone.heard)


@story
async def test_a_cough_lets_the_agent_go_on() -> None:
    dialogue = _dialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.coughs(0.3)
        await phone.hears("except on holidays")
        assert len(dialogue.heard) == 1
        _assert_nothing_is_missing(phone.heard)


@story
async def test_a_long_noise_does_not_leave_the_agent_silent() -> None:
    async with phone_call(_dialogue()) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.coughs(2.0)
        await phone.hears("except on holidays", within=10)


@story
async def test_a_click_does_not_even_pause_the_agent() -> None:
    async with phone_call(_dialogue()) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.coughs(0.1)
        await phone.hears("except on holidays")
        assert phone.stopped_after_ms is None


@pytest.mark.parametrize("word", ["Stop", "Wait", "No, no"])
def test_a_hard_word_is_never_taken_for_mhm(word: str) -> None:
    class Credulous(ScriptedDialogue):
        def backchannel(self, text: str) -> bool:
            return True

    @story
    async def told() -> None:
        dialogue = Credulous({"hours": _LONG}, otherwise="All right.")
        async with phone_call(dialogue) as phone:
            await phone.hears("help you?")
            await phone.says("What are your hours")
            await phone.hears("nine to five")
            await phone.says(word, over_agent=True)
            await phone.hears("All right.")
            assert "Saturdays" not in phone.heard

    told()


@story
async def test_no_scrap_of_the_old_answer_follows_an_interruption() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("help you?")
        await phone.says("What are your hours")
        await phone.hears("nine to five")
        await phone.says("Wait, I have another question", over_agent=True)
        await phone.hears("All right.")
        await phone.waits(3)
        after = phone.heard.split("nine to five", 1)[1]
    cut, answer = after.split("\n")
    assert answer == "All right."
    assert len(cut) * sound.CHARACTER_S <= 0.4


@story
async def test_a_sentence_that_must_be_heard_is_and_then_the_caller_is_answered() -> None:
    booked = Say("You are booked for Thursday at three in the afternoon.", to_the_end=True)
    dialogue = _dialogue(book=booked, Friday="Let me move it to Friday.")  # type: ignore[arg-type]
    async with phone_call(dialogue) as phone:
        await phone.hears("help you?")
        await phone.says("Please book it")
        await phone.hears("You are booked")
        await phone.says("No, on Friday", over_agent=True)
        await phone.hears("for Thursday at three in the afternoon.")
        await phone.hears("Let me move it to Friday.", within=3)


@story
async def test_a_caller_who_goes_on_before_the_answer_is_answered_once_for_all_of_it() -> None:
    dialogue = ScriptedDialogue({"cleaning": [Thinks(0.6), "A cleaning, gladly."]}, otherwise="Pardon?")
    sink = MemorySink()
    async with phone_call(dialogue, sink=sink, recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("help you?")
        await phone.says("I want a cleaning")
        await phone.waits(0.7)
        await phone.says("on Friday morning", over_agent=True)
        await phone.hears("A cleaning, gladly.")
        await phone.waits(3)
        assert phone.heard.count("gladly") == 1
    assert dialogue.heard[-1].replaces
    assert "I want a cleaning" in dialogue.heard[-1].text
    assert "on Friday morning" in dialogue.heard[-1].text
    assert len(sink.turns) == 2, "the greeting and one exchange"
    assert dialogue.closed_early == 1


@story
async def test_an_answer_that_has_already_acted_is_not_taken_back() -> None:
    did = Did(ToolUse(tool="book_appointment", ok=True, took_ms=40))
    reply = [did, Thinks(0.5), Say("You are booked.", to_the_end=True)]
    dialogue = ScriptedDialogue({"book": reply}, otherwise="You are welcome.")
    async with phone_call(dialogue) as phone:
        await phone.hears("help you?")
        await phone.says("Please book it")
        await phone.waits(0.6)
        await phone.says("Thank you", over_agent=True)
        await phone.hears("You are booked.")
        await phone.hears("You are welcome.")
    assert [heard.text for heard in dialogue.heard] == ["Please book it", "Thank you"]
    assert not dialogue.heard[-1].replaces


class Lingering(ScriptedDialogue):
    """Takes a second to let go: a tool that must not be torn in the middle."""

    answering = 0

    async def respond(self, heard: Heard) -> AsyncIterator[Act]:
        assert self.answering == 0, "asked while it had not let go of the answer before"
        self.answering += 1
        try:
            async for act in super().respond(heard):
                yield act
        finally:
            await asyncio.sleep(1.0)
            self.answering -= 1


@story
async def test_the_dialogue_is_not_asked_again_before_it_has_let_go() -> None:
    dialogue = Lingering({"first": [Say(_LONG), Thinks(5)]}, otherwise="All right.")
    async with phone_call(dialogue) as phone:
        await phone.hears("help you?")
        await phone.says("first of all")
        await phone.hears("nine to five")
        await phone.says("Wait, another question", over_agent=True)
        await phone.waits(0.6)
        await phone.says("about Monday", over_agent=True)
        await phone.hears("All right.")
    assert [heard.text for heard in dialogue.heard] == ["first of all", "Wait, another questionabout Monday"]
    assert not dialogue.heard[1].replaces, "it was never told what this replaces"


def _assert_nothing_is_missing(heard: str) -> None:
    """Words may be repeated where the agent resumed, none may be left out."""
    said = heard.replace("\n", " ").replace(",", "").replace(".", "").split()
    wanted = _LONG.replace(",", "").replace(".", "").split()
    place = said.index("We")
    for word in wanted:
        place = said.index(word, place)
