"""What calls say, version by version; what people settle in calls about being called."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callbook import Callbook
from dialora.domain.call_wording import DEFAULTS, OUR_WORDS, CallWords
from dialora.domain.calls import Call, Direction, RecordingState, ToolUse, Turn
from dialora.domain.consents import ConsentChannel, ConsentLevel, ConsentPurpose, ConsentWay, Grant
from dialora.domain.errors import Conflict, InvalidFields
from dialora.domain.events import EventType
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.services.agreeing import Agreeing
from dialora.services.bundle import Services
from dialora.services.call_wordings import words_of_call
from dialora.store.scope import Store
from sites import Clock, make_services
from worlds import NOW, World

PERSON = PhoneNumber("+12125550150")
OWNER = Author(id="memb_owner", name="Sample Owner")
STYLED = CallWords(
    wordings={**DEFAULTS, "en": replace(DEFAULTS["en"], not_now="Then another day. Goodbye.")},
    asks_callers=ConsentPurpose.INFORMATIONAL,
)


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    return make_services(store, Clock(NOW), tmp_path)


@pytest.fixture
def agreeing(services: Services) -> Agreeing:
    return Agreeing.over(services.suppression.revocations, services.consenting)


@pytest.fixture
async def call(services: Services, store: Store, world: World) -> Call:
    """Recorded, from somebody's number."""
    book = Callbook(store=store, tenancy=world.dental, recordings=services.recordings)
    return await book.booked(NOW - timedelta(hours=1))


async def test_a_call_keeps_the_version_it_began_with(
    services: Services, store: Store, world: World, call: Call
) -> None:
    account_id = world.dental.account.id
    first = await services.call_wordings.save(account_id, STYLED, by=OWNER)
    async with store.account(account_id) as scope:
        assert await words_of_call(scope, call.id) == STYLED
    again = replace(STYLED, asks_callers=None)
    second = await services.call_wordings.save(account_id, again, by=OWNER)
    assert (first.version, second.version) == (1, 2)
    async with store.account(account_id) as scope:
        assert await words_of_call(scope, call.id) == STYLED
        assert await scope.call_wordings.of_call(call.id) == 1
    kept = await services.call_wordings.page(account_id)
    assert [each.version for each in kept.items] == [2, 1]
    assert await services.call_wordings.get(account_id, 1) == first


async def test_what_says_nothing_new_or_too_little_makes_no_version(services: Services, world: World) -> None:
    account_id = world.dental.account.id
    with pytest.raises(Conflict, match="already"):
        await services.call_wordings.save(account_id, OUR_WORDS, by=OWNER)
    mute = replace(STYLED, wordings={**DEFAULTS, "es": replace(DEFAULTS["es"], opt_out_offer="")})
    with pytest.raises(InvalidFields):
        await services.call_wordings.save(account_id, mute, by=OWNER)
    assert await services.call_wordings.newest(account_id) is None


async def test_a_wrong_number_is_never_called_again_and_its_consents_end(
    services: Services, agreeing: Agreeing, store: Store, world: World, call: Call
) -> None:
    account_id = world.dental.account.id
    consent = await services.consenting.consents.record(
        account_id,
        Grant(
            number=PERSON,
            name="Sam Sample",
            level=ConsentLevel.EXPRESS,
            purpose=ConsentPurpose.ANY,
            channels=(ConsentChannel.VOICE,),
            obtained_at=NOW - timedelta(days=9),
            way=ConsentWay.API,
        ),
        by="key_1",
    )
    for _ in range(2):
        await agreeing.wrong_numbers.record(account_id, PERSON, call_id=call.id)
    ended = await services.consenting.consents.get(account_id, consent.id)
    assert ended.withdrawal is not None
    assert (ended.revoked_at, ended.withdrawal.via) == (NOW, "wrong_number")
    async with store.account(account_id) as scope:
        [entry] = await scope.dnc_entries.holding(PERSON)
        assert entry.call_id == call.id
        assert "not the person who agreed" in entry.reason
        assert len(await scope.revocations.of_number(PERSON)) == 1


async def test_a_consent_is_told_when_it_is_given(services: Services, world: World) -> None:
    account_id = world.dental.account.id
    await services.consenting.spoken.record_keyword(account_id, PERSON, text="START")
    [event] = (await services.news.events.page(account_id, type=EventType.CONSENT_GRANTED)).items
    told = json.loads(event.subject)
    assert (told["object"], told["number"], told["way"]) == ("consent", PERSON.e164, "keyword")


# Callers who are asked before they go


async def asked(store: Store, call: Call, answer: str, *, question: str | None = None) -> None:
    """The last two turns of the call: the question, and what was said to it."""
    words = question or DEFAULTS["en"].consent_question.format(seller="Bright Smile Dental LLC")
    before = Turn(
        index=6,
        caller_text="Goodbye",
        caller_start_ms=30_000,
        caller_end_ms=30_500,
        agent_text=words,
        agent_heard_text=words,
        agent_start_ms=31_000,
        agent_end_ms=36_000,
        interrupted=False,
        latency=None,
        tools=(ToolUse(tool="consent_question", ok=True, took_ms=1),),
    )
    after = replace(
        before,
        index=7,
        caller_text=answer,
        caller_start_ms=36_500,
        caller_end_ms=37_000,
        agent_text="Thank you, I've noted that.",
        agent_heard_text="Thank you, I've noted that.",
        agent_start_ms=37_500,
        agent_end_ms=39_000,
        tools=(ToolUse(tool="take_consent", ok=True, took_ms=1),),
    )
    async with store.account(call.account_id) as scope:
        await scope.turns.add(call.id, before)
        await scope.turns.add(call.id, after)


async def test_a_yes_becomes_a_consent_with_the_sound_of_question_and_answer(
    services: Services, agreeing: Agreeing, store: Store, world: World, call: Call
) -> None:
    await services.call_wordings.save(call.account_id, STYLED, by=OWNER)
    question = await agreeing.spoken.question(world.dental.agent, call.id)
    assert "may Bright Smile Dental LLC call you" in question
    await asked(store, call, "Yes, please.")
    consent = await agreeing.spoken.settle(call.account_id, call.id)
    assert consent is not None
    assert await agreeing.spoken.settle(call.account_id, call.id) is None, "it is on record once"
    assert (consent.number, consent.purpose, consent.way) == (
        call.peer,
        ConsentPurpose.INFORMATIONAL,
        ConsentWay.SPOKEN,
    )
    assert (consent.disclosure_text, consent.words, consent.call_id) == (question, "Yes, please.", call.id)
    [kept] = await services.consenting.consents.evidence_of(call.account_id, consent)
    _, sound = await services.consenting.evidence.read(call.account_id, kept.id)
    assert len(sound) == 44 + (37_300 - 31_000) * 8 * 4
    with pytest.raises(Conflict, match="agreed before"):
        await agreeing.spoken.question(world.dental.agent, call.id)


@pytest.mark.parametrize("answer", ["No.", "Well, I don't know.", "", "Okay, but only on Mondays"])
async def test_anything_but_a_clear_yes_becomes_nothing(
    services: Services, agreeing: Agreeing, store: Store, call: Call, answer: str
) -> None:
    await services.call_wordings.save(call.account_id, STYLED, by=OWNER)
    await asked(store, call, answer)
    assert await agreeing.spoken.settle(call.account_id, call.id) is None


async def test_a_question_that_was_not_heard_to_its_end_was_not_asked(
    services: Services, agreeing: Agreeing, store: Store, call: Call
) -> None:
    await services.call_wordings.save(call.account_id, STYLED, by=OWNER)
    await asked(store, call, "Yes", question="Before you go: may Bright Smile")
    assert await agreeing.spoken.settle(call.account_id, call.id) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"recording": RecordingState.REFUSED},
        {"recording": RecordingState.NOT_WANTED},
        {"peer": None},
        {"direction": Direction.OUTBOUND},
    ],
)
async def test_where_it_could_not_be_proved_nobody_is_asked(
    services: Services, agreeing: Agreeing, store: Store, world: World, call: Call, changes: dict[str, object]
) -> None:
    await services.call_wordings.save(call.account_id, STYLED, by=OWNER)
    async with store.account(call.account_id) as scope:
        await scope.calls.save(replace(call, **changes))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await agreeing.spoken.question(world.dental.agent, call.id)


async def test_whoever_has_said_stop_and_whoever_nobody_asks_is_left_in_peace(
    services: Services, agreeing: Agreeing, world: World, call: Call
) -> None:
    with pytest.raises(Conflict, match="not asked"):
        await agreeing.spoken.question(world.dental.agent, call.id)
    await services.call_wordings.save(call.account_id, STYLED, by=OWNER)
    assert call.peer is not None
    await agreeing.revocations.record(call.account_id, call.peer, via="call", call_id=call.id)
    with pytest.raises(Conflict, match="asked not to be called"):
        await agreeing.spoken.question(world.dental.agent, call.id)
