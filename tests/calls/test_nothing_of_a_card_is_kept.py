"""While a payment is spoken of, recorder and transcript pause; afterwards they go on."""

from __future__ import annotations

from dialora.domain.calls import RecordingState
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story

_QUIET = 0xFF


def _dialogue() -> ScriptedDialogue:
    return ScriptedDialogue({"deposit": "What is your card number?"}, otherwise="Noted.")


@story
async def test_a_card_that_the_caller_speaks_of_is_not_kept_and_what_follows_is() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I would like a cleaning")
        await phone.hears("Noted.")
        await phone.says("Can I pay by card")
        await phone.hears("Noted.")
        await phone.says("It is 4111 1111 1111 1111")
        await phone.hears("Noted.")
        before = sum(byte != _QUIET for block in sink.blocks for byte in block.caller)
        await phone.says("and the code is 123")
        await phone.hears("Noted.")
        after = sum(byte != _QUIET for block in sink.blocks for byte in block.caller)
        assert after == before, "no sound of it"
        await phone.says("Thank you")
        await phone.hears("Noted.")
        await phone.says("One more thing please")
        await phone.hears("Noted.")
        await phone.says("When do you open")
        await phone.hears("Noted.")
        await phone.waits(2)
    assert "I would like a cleaning" in sink.caller_words
    assert "4111" not in sink.caller_words
    assert "123" not in sink.caller_words
    assert "When do you open" in sink.caller_words
    assert sum(byte != _QUIET for block in sink.blocks for byte in block.caller) > after
    assert phone.record is not None
    assert phone.record.recording is RecordingState.KEPT


@story
async def test_a_card_that_the_agent_asks_for_is_not_kept() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to leave a deposit")
        await phone.hears("What is your card number?")
        asked = sum(byte != _QUIET for block in sink.blocks for byte in block.caller)
        await phone.says("four one one one one one one one")
        await phone.hears("Noted.")
        await phone.waits(2)
        assert sum(byte != _QUIET for block in sink.blocks for byte in block.caller) <= asked + 8_000
    assert "four one one" not in sink.caller_words


@story
async def test_nobody_who_listens_in_reads_a_card() -> None:
    seen: list[str] = []

    class Onlooker:
        def state(self, listening: bool, speaking: bool) -> None: ...

        def heard(self, text: str, *, final: bool) -> None:
            seen.append(text)

        def said(self, text: str) -> None:
            seen.append(text)

    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, observer=Onlooker()) as phone:
        await phone.hears("How can I help you?")
        await phone.says("my card number is 4111 1111 1111 1111")
        await phone.hears("Noted.")
    assert not [text for text in seen if "4111" in text]


@story
async def test_asking_whether_cards_are_taken_pauses_nothing() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Do you take credit cards")
        await phone.hears("Noted.")
        await phone.waits(1)
    assert "Do you take credit cards" in sink.caller_words
