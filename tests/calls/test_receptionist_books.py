"""The receptionist on the telephone: bookings, corrections, interruptions, pauses."""

from __future__ import annotations

from dialora.domain.calls import EndReason
from dialora.domain.phone import PhoneNumber
from dialora.testing import MemorySink, phone_call, story
from receptions import AGENT, CALLER, NOW, Desk, Receptionist


def receptionist(desk: Desk, caller: PhoneNumber | None = CALLER) -> Receptionist:
    return Receptionist(AGENT, desk, lambda: NOW, caller)


@story
async def test_a_booking_from_greeting_to_goodbye() -> None:
    desk, sink = Desk(), MemorySink()
    async with phone_call(receptionist(desk), sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I'd like to book a cleaning on Thursday at three.")
        await phone.hears("What name shall I put it under?")
        await phone.says("My name is Ada Quill.")
        await phone.hears("Is that right?")
        await phone.says("Yes, that's right.")
        await phone.hears("for Ada Quill. Is that right?")
        await phone.says("Yes, please.")
        await phone.hears("You're booked")
        await phone.hears("anything else")
        await phone.says("Are you open on Saturday?")
        await phone.hears("we're open from 9 AM to 1 PM.")
        await phone.hears("help you with?")
        await phone.says("No, that's all. Goodbye.")
        await phone.hears("Goodbye.")
        await phone.is_hung_up_on(within=5)
    assert [(service, name) for service, _, name in desk.booked] == [("cleaning", "Ada Quill")]
    assert phone.record is not None
    assert phone.record.reason is EndReason.GOODBYE
    assert phone.record.outcome == "Booked cleaning, Thu 26 Nov 15:00"


@story
async def test_the_time_is_said_over_the_offers() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("A cleaning on Thursday, please.")
        await phone.hears("I have 8 AM")
        await phone.says("Eight is fine.", over_agent=True)
        await phone.hears("What name shall I put it under?")
        await phone.says("Ada Quill.")
        await phone.hears("Is that right?")
        await phone.says("Yes.")
        await phone.hears("Thursday, November 26 at 8 AM, for Ada Quill. Is that right?")
    assert desk.booked == []


@story
async def test_stop_calling_is_confirmed_and_ends_the_call() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Stop calling me.")
        await phone.hears("we won't call this number again. Goodbye.")
        await phone.is_hung_up_on(within=5)
    assert desk.opted_out
    assert phone.record is not None
    assert phone.record.reason is EndReason.OPTED_OUT


@story
async def test_a_silent_caller_is_asked_twice_and_then_left() -> None:
    async with phone_call(receptionist(Desk())) as phone:
        await phone.hears("How can I help you?")
        await phone.hears("Are you still there?", within=15)
        await phone.hears("How can I help you?", within=15)
        await phone.hears("I'll hang up now. Goodbye.", within=30)
        await phone.is_hung_up_on(within=5)
    assert phone.record is not None
    assert phone.record.reason is EndReason.SILENCE


@story
async def test_a_message_is_left_for_the_practice() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Can I leave a message?")
        await phone.hears("What would you like me to pass on?")
        await phone.says("My crown is loose and it hurts.")
        await phone.hears("Who shall I say called?")
        await phone.says("Ada Quill.")
        await phone.hears("Is that right?")
        await phone.says("Yes.")
        await phone.hears("0 1 2 3?")
        await phone.says("Yes.")
        await phone.hears("Shall I pass it on?")
        await phone.says("Yes, please.")
        await phone.hears("Your message is saved")
    assert desk.messages == [("My crown is loose and it hurts.", "Ada Quill", CALLER.e164)]


@story
async def test_a_robot_says_that_it_is_one() -> None:
    async with phone_call(receptionist(Desk())) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Are you a robot?")
        await phone.hears("I'm an AI assistant, not a person.")


@story
async def test_the_number_pad_chooses_an_offer() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("A cleaning on Thursday, please.")
        await phone.hears("Which would you like?")
        await phone.presses("1")
        await phone.hears("What name shall I put it under?")
