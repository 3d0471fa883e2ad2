"""The keypad as a second way to speak."""

from __future__ import annotations

from dialora.domain.calls import EndReason
from dialora.ports.dialogue import HangUp, Say, Source
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story


@story
async def test_keys_are_one_answer_after_a_pause() -> None:
    dialogue = ScriptedDialogue({"5550142": "I noted the number."})
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.presses("5550142")
        await phone.hears("I noted the number.", within=3)
    (heard,) = dialogue.heard
    assert (heard.text, heard.source) == ("5550142", Source.KEYPAD)


@story
async def test_the_hash_key_ends_a_row_of_keys_at_once() -> None:
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.presses("42#")
        await phone.hears("Okay.", within=1)
    assert [heard.text for heard in dialogue.heard] == ["42"]


@story
async def test_a_key_silences_the_agent() -> None:
    dialogue = ScriptedDialogue({"hours": "We are open from nine to five on every weekday of the year."})
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.says("your hours")
        await phone.hears("nine to five")
        await phone.presses("1#")
        await phone.hears("Okay.")
        assert "weekday" not in phone.heard
    assert dialogue.heard[-1].interrupted in ("We are open from nine to", "We are open from nine to five")


@story
async def test_a_key_waits_for_a_sentence_that_must_be_heard() -> None:
    firm = Say("You are booked for Thursday at three in the afternoon.", to_the_end=True)
    dialogue = ScriptedDialogue({"book": firm}, otherwise="I got the key.")
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.says("book it")
        await phone.hears("You are")
        await phone.presses("1#")
        await phone.hears("three in the afternoon.")
        await phone.hears("I got the key.")


@story
async def test_keys_say_nothing_during_a_notice_unless_they_opt_out() -> None:
    class NineOptsOut(ScriptedDialogue):
        def urgent(self, text: str):  # type: ignore[no-untyped-def]
            return super().urgent("stop calling me" if text == "9" else text)

    dialogue = NineOptsOut(
        {"9": [Say("You are off our list.", to_the_end=True), HangUp(EndReason.OPTED_OUT)]}
    )
    async with phone_call(dialogue) as phone:
        await phone.presses("1#9#", every=0.1)
        await phone.hears("You are off our list.")
        await phone.is_hung_up_on(within=1)
        assert "assistant" not in phone.heard
    assert [heard.text for heard in dialogue.heard] == ["9"]


@story
async def test_keys_are_not_kept_where_nothing_may_be() -> None:
    sink = MemorySink()
    async with phone_call(recording=RecordingRule.OFF, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.presses("4242#")
        await phone.hears("Okay.")
    assert sink.kept_nothing
