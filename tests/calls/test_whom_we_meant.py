"""Somebody else answers than we meant to call."""

from __future__ import annotations

import pytest

from dialora.domain.calls import EndReason
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.testing import phone_call, story
from receptions import AGENT, CALLER, NOW, Desk, Receptionist

WHO = Notice(
    kind="identification",
    text="Hi, this is June, an AI assistant calling for Sample Dental LLC, about your appointment.",
    language="en",
)
TIME = Notice(kind="ask_continue", text="Is now a good time?", language="en")


def calls_out(desk: Desk) -> Receptionist:
    return Receptionist(AGENT, desk, lambda: NOW, CALLER, stop_offered=True)


def begins(*notices: Notice) -> Opening:
    return Opening(
        notices=notices, recording=RecordingRule.OFF, awaits_greeting=True, not_now="Goodbye then."
    )


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("I'm afraid you have the wrong number.", "we have the wrong number. We won't call it again."),
        ("There's nobody here by that name.", "We won't call it again. Goodbye."),
        ("Se equivocó de número.", "No volveremos a llamar."),
        ("Aquí no vive, lo siento.", "tenemos un número equivocado."),
    ],
)
def test_a_wrong_number_is_written_down_and_let_go(says: str, hears: str) -> None:
    @story
    async def told() -> None:
        desk = Desk()
        async with phone_call(calls_out(desk), begins=begins(WHO)) as phone:
            await phone.says("Hello?")
            await phone.hears("How can I help you?")
            await phone.says(says)
            await phone.hears(hears)
            assert desk.wrong_number, "it is written down before it is said"
            await phone.is_hung_up_on(within=3)
        assert phone.record is not None
        assert phone.record.reason is EndReason.WRONG_NUMBER
        assert not desk.opted_out

    told()


@story
async def test_it_is_heard_while_who_calls_is_still_being_said() -> None:
    desk = Desk()
    async with phone_call(calls_out(desk), begins=begins(WHO, TIME)) as phone:
        await phone.says("Hello?")
        await phone.hears("this is June")
        await phone.says("You have the wrong number", over_agent=True)
        await phone.hears("We won't call it again. Goodbye.", within=6)
        await phone.is_hung_up_on(within=3)
        assert "good time" not in phone.heard
    assert desk.wrong_number


@story
async def test_it_is_no_answer_to_whether_it_is_a_good_time() -> None:
    desk = Desk()
    async with phone_call(calls_out(desk), begins=begins(WHO, TIME)) as phone:
        await phone.says("Hello?")
        await phone.hears("Is now a good time?")
        await phone.says("No, wrong number.")
        await phone.hears("We won't call it again.")
    assert desk.wrong_number


@pytest.mark.parametrize("says", ["No, it's not the wrong number.", "I gave you the wrong number last time."])
def test_the_same_words_that_say_something_else_are_no_reason(says: str) -> None:
    @story
    async def told() -> None:
        desk = Desk()
        async with phone_call(calls_out(desk), begins=begins(WHO)) as phone:
            await phone.says("Hello?")
            await phone.hears("How can I help you?")
            await phone.says(says)
            await phone.waits(5)
        assert not desk.wrong_number

    told()


@story
async def test_a_caller_who_dialled_wrong_is_not_written_down() -> None:
    desk = Desk()
    async with phone_call(Receptionist(AGENT, desk, lambda: NOW, CALLER)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Oh, sorry, wrong number.")
        await phone.waits(5)
    assert not desk.wrong_number
