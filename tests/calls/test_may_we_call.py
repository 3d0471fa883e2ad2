"""Callers are asked before they go whether they may be called: a clear yes counts, and nothing else."""

from __future__ import annotations

import pytest

from dialora.domain.calls import EndReason
from dialora.testing import FakePhone, phone_call, story
from receptions import AGENT, CALLER, NOW, Desk, Receptionist

QUESTION = "Before you go: may Sample Dental LLC call you at the number you are calling from?"


def asking(desk: Desk) -> Receptionist:
    return Receptionist(AGENT, desk, lambda: NOW, CALLER, asks_consent=True)


async def is_asked(phone: FakePhone) -> None:
    await phone.hears("How can I help you?")
    await phone.says("Goodbye")
    await phone.hears(QUESTION)


@story
async def test_a_yes_is_taken_and_the_call_ends() -> None:
    desk = Desk(asks=QUESTION)
    async with phone_call(asking(desk)) as phone:
        await is_asked(phone)
        await phone.says("Yes, please.")
        await phone.hears("Thank you, I've noted that.")
        await phone.hears("Thank you for calling Sample Dental. Goodbye.")
        await phone.is_hung_up_on(within=3)
    assert desk.agreed
    assert phone.record is not None
    assert phone.record.reason is EndReason.GOODBYE
    assert phone.record.outcome == "Agreed to be called"


@pytest.mark.parametrize("answer", ["No, thank you.", "No", "I'd rather not"])
def test_a_no_is_none(answer: str) -> None:
    @story
    async def told() -> None:
        desk = Desk(asks=QUESTION)
        async with phone_call(asking(desk)) as phone:
            await is_asked(phone)
            await phone.says(answer)
            await phone.hears("Goodbye.")
            await phone.is_hung_up_on(within=3)
        assert not desk.agreed

    told()


@story
async def test_silence_is_none_and_keeps_nobody_on_the_line() -> None:
    desk = Desk(asks=QUESTION)
    async with phone_call(asking(desk)) as phone:
        await is_asked(phone)
        await phone.hears("Thank you for calling Sample Dental. Goodbye.", within=20)
        await phone.is_hung_up_on(within=3)
    assert not desk.agreed


@story
async def test_whoever_thinks_of_something_else_is_helped_and_not_asked_again() -> None:
    desk = Desk(asks=QUESTION)
    async with phone_call(asking(desk)) as phone:
        await is_asked(phone)
        await phone.says("Oh, are you open on Saturday?")
        await phone.hears("we're open from 9 AM to 1 PM.")
        await phone.says("Thanks, goodbye")
        await phone.hears("Thank you for calling Sample Dental. Goodbye.")
        await phone.is_hung_up_on(within=3)
        assert phone.heard.count("Before you go") == 1
    assert not desk.agreed


@story
async def test_a_stop_in_answer_is_a_stop() -> None:
    desk = Desk(asks=QUESTION)
    async with phone_call(asking(desk)) as phone:
        await is_asked(phone)
        await phone.says("No, and don't ever call me.")
        await phone.hears("we won't call this number again. Goodbye.")
    assert desk.opted_out
    assert not desk.agreed


@story
async def test_whoever_is_not_recorded_any_more_is_not_asked_on() -> None:
    desk = Desk(asks=QUESTION)
    async with phone_call(asking(desk)) as phone:
        await is_asked(phone)
        await phone.says("Please don't record this call.")
        await phone.hears("no longer recorded, and what was recorded is deleted.")
        await phone.says("Yes")
        await phone.waits(3)
        await phone.says("Goodbye")
        await phone.hears("Thank you for calling Sample Dental. Goodbye.")
    assert not desk.agreed


@story
async def test_where_nothing_is_kept_nobody_is_asked() -> None:
    desk = Desk(asks=None)
    async with phone_call(asking(desk)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Goodbye")
        await phone.hears("Thank you for calling Sample Dental. Goodbye.")
        await phone.is_hung_up_on(within=3)
        assert "Before you go" not in phone.heard
