"""Somebody wants to be left alone, not to be recorded, or to know whom they talk to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.call_wording import DEFAULTS, CallWords
from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, phone_call, story
from receptions import AGENT, CALLER, NOW, Desk, Receptionist


def receptionist(desk: Desk, *, stop_offered: bool = False) -> Receptionist:
    return Receptionist(AGENT, desk, lambda: NOW, CALLER, stop_offered=stop_offered)


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("Take me off your list.", "we won't call this number again. Goodbye."),
        ("Stop by the office? No. And don't call again.", "we won't call this number again. Goodbye."),
        ("No me llamen más.", "no volveremos a llamar a este número. Adiós."),
        ("Quíteme de su lista, por favor.", "no volveremos a llamar a este número. Adiós."),
    ],
)
def test_a_stop_is_confirmed_in_a_sentence_and_hung_up_on_within_three_seconds(says: str, hears: str) -> None:
    @story
    async def told() -> None:
        desk = Desk()
        async with phone_call(receptionist(desk)) as phone:
            await phone.hears("How can I help you?")
            await phone.says(says)
            await phone.hears(hears)
            assert desk.opted_out, "it is written down before it is said"
            await phone.is_hung_up_on(within=3)
        assert phone.record is not None
        assert phone.record.reason is EndReason.OPTED_OUT

    told()


@pytest.mark.parametrize(
    "says",
    [
        "Don't stop, go on.",
        "I never said stop.",
        "Quíteme de la lista de espera.",
        "Can I stop by the office on Friday?",
    ],
)
def test_false_friends_of_a_stop_are_none(says: str) -> None:
    @story
    async def told() -> None:
        desk = Desk()
        async with phone_call(receptionist(desk, stop_offered=True)) as phone:
            await phone.hears("How can I help you?")
            await phone.says(says)
            await phone.waits(6)
        assert not desk.opted_out

    told()


@story
async def test_a_lone_stop_is_enough_where_it_was_offered() -> None:
    offered, unoffered = Desk(), Desk()
    async with phone_call(receptionist(offered, stop_offered=True)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Stop.")
        await phone.hears("we won't call this number again.")
    async with phone_call(receptionist(unoffered)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Stop.")
        await phone.waits(4)
    assert offered.opted_out
    assert not unoffered.opted_out


@pytest.mark.parametrize("keys", ["9", "*9"])
def test_key_nine_is_a_stop_at_any_time(keys: str) -> None:
    @story
    async def told() -> None:
        desk = Desk()
        async with phone_call(receptionist(desk, stop_offered=True)) as phone:
            await phone.hears("How can I help you?")
            await phone.says("I'd like to book a cleaning on Thursday at three.")
            await phone.hears("What name")
            await phone.presses(keys)
            await phone.hears("we won't call this number again. Goodbye.", within=5)
            await phone.is_hung_up_on(within=3)
        assert desk.opted_out
        assert desk.booked == []

    told()


@story
async def test_key_nine_during_the_notices_ends_them_and_the_call() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk, stop_offered=True), recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("You are talking")
        await phone.presses("9")
        await phone.hears("we won't call this number again. Goodbye.", within=5)
        await phone.is_hung_up_on(within=3)
        assert "is recorded" not in phone.heard or desk.opted_out
    assert desk.opted_out


@story
async def test_a_nine_in_a_telephone_number_is_no_stop() -> None:
    desk = Desk()
    async with phone_call(receptionist(desk, stop_offered=True)) as phone:
        await phone.hears("How can I help you?")
        await phone.presses("9175550142#")
        await phone.waits(4)
    assert not desk.opted_out


@story
async def test_whoever_does_not_want_to_be_recorded_is_helped_unrecorded() -> None:
    sink = MemorySink()
    async with phone_call(
        receptionist(Desk()), recording=RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL, sink=sink
    ) as phone:
        await phone.hears("How can I help you?")
        await phone.says("My secret is canary.")
        await phone.waits(3)
        await phone.says("Please don't record this call.")
        await phone.hears("no longer recorded, and what was recorded is deleted.")
        assert sink.kept_nothing
        assert sink.states[-1] is RecordingState.REFUSED
        await phone.says("Are you open on Saturday?")
        await phone.hears("we're open from 9 AM to 1 PM.")
    assert sink.kept_nothing
    assert "canary" not in sink.caller_words


@pytest.mark.parametrize(
    ("asks", "hears"),
    [
        ("Are you a real person?", "I'm an AI assistant, not a person."),
        ("Am I talking to a human?", "I'm an AI assistant, not a person."),
        ("Is this call automated?", "I'm an AI assistant, not a person."),
        ("¿Es usted un robot?", "Soy un asistente de inteligencia artificial, no una persona."),
        ("¿Estoy hablando con una máquina?", "Soy un asistente de inteligencia artificial"),
        ("¿Eres una persona de verdad?", "Soy un asistente de inteligencia artificial"),
    ],
)
def test_are_you_human_is_answered_truthfully(asks: str, hears: str) -> None:
    @story
    async def told() -> None:
        async with phone_call(receptionist(Desk())) as phone:
            await phone.hears("How can I help you?")
            await phone.says(asks)
            await phone.hears(hears)

    told()


@story
async def test_a_business_confirms_a_stop_in_its_own_words() -> None:
    wordings = {
        "en": replace(DEFAULTS["en"], opted_out="Understood. You will never be called by us again."),
        "es": replace(DEFAULTS["es"], opted_out="Entendido: no le llamaremos más."),
    }
    for says, hears in (
        ("Stop calling me.", "Understood. You will never be called by us again."),
        ("No me llamen más.", "Entendido: no le llamaremos más."),
    ):
        desk = Desk()
        styled = Receptionist(AGENT, desk, lambda: NOW, CALLER, words=CallWords(wordings=wordings))
        async with phone_call(styled) as phone:
            await phone.hears("How can I help you?")
            await phone.says(says)
            await phone.hears(hears)
            await phone.is_hung_up_on(within=3)
        assert desk.opted_out
