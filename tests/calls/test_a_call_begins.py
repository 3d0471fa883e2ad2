"""Notices first and to the end, the greeting, and what may and may not cut them."""

from __future__ import annotations

from dialora.domain.calls import EndReason
from dialora.ports.dialogue import HangUp, Say
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story


@story
async def test_the_caller_hears_the_notices_then_the_greeting_then_the_answer() -> None:
    sink = MemorySink()
    async with phone_call(ScriptedDialogue({"book": "Gladly. Which day suits you?"}), sink=sink) as phone:
        await phone.hears("You are talking to an AI assistant")
        await phone.hears("How can I help you?")
        await phone.says("I want to book a cleaning")
        await phone.hears("Gladly. Which day suits you?")
    assert phone.record is not None
    assert phone.record.reason is EndReason.CALLER_HUNG_UP
    assert [notice.kind for notice in sink.notices] == ["ai_disclosure"]
