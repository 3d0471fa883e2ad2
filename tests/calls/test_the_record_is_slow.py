"""A store that is away keeps nobody on the line, and loses nothing that may be kept."""

from __future__ import annotations

import asyncio

from dialora.domain.calls import EndReason, SpokenNotice, Turn
from dialora.domain.errors import Unavailable
from dialora.ports.dialogue import HangUp, Say
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story
from dialora.voice.limits import Limits

GOODBYE = {"bye": (Say("Goodbye."), HangUp(EndReason.GOODBYE))}


class Away(MemorySink):
    """Takes nothing from the second turn on; gives up after so long, as the real one does."""

    def __init__(self, gives_up_s: float) -> None:
        super().__init__()
        self._gives_up_s = gives_up_s

    async def turn(self, turn: Turn) -> None:
        if turn.index > 0:
            await asyncio.sleep(self._gives_up_s)
            raise Unavailable
        await super().turn(turn)


async def says_goodbye(sink: Away) -> tuple[float, EndReason, list[str]]:
    """How long the line stayed open after the last word, how the call ended, and what is still to write."""
    async with phone_call(ScriptedDialogue(GOODBYE), sink=sink, recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Bye")
        await phone.hears("Goodbye.")
        heard = asyncio.get_running_loop().time()
        await phone.is_hung_up_on()
        stayed = asyncio.get_running_loop().time() - heard
    assert phone.record is not None
    unwritten = [it for it in phone.record.unwritten if isinstance(it, Turn)]
    return stayed, phone.record.reason, [turn.caller_text for turn in unwritten]


@story
async def test_after_a_goodbye_the_line_is_closed_and_the_rest_is_handed_on() -> None:
    sink = Away(20.0)
    stayed, reason, unwritten = await says_goodbye(sink)
    assert stayed < Limits().record_s + 1
    assert reason is EndReason.GOODBYE
    assert unwritten == ["Bye"]
    assert "Bye" in sink.caller_words, "sound needs no database"


@story
async def test_a_store_that_gives_up_after_the_goodbye_does_not_make_it_an_error() -> None:
    _, reason, unwritten = await says_goodbye(Away(0.5))
    assert reason is EndReason.GOODBYE
    assert unwritten == ["Bye"]


@story
async def test_words_that_may_not_be_kept_are_not_handed_on_either() -> None:
    sink = Away(20.0)
    async with phone_call(ScriptedDialogue(GOODBYE), sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Bye")
        await phone.is_hung_up_on()
    assert phone.record is not None
    texts = [it.text if isinstance(it, SpokenNotice) else it.caller_text for it in phone.record.unwritten]
    assert texts == [""]
