"""What may not be kept is not kept: whole calls on the real store, then a search for what was said.

These run in real time, since a database does not wait in virtual time; the calls run side by side.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from dialora.domain.calls import RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Say, StopRecording
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.store.scope import Store
from dialora.testing import FakePhone, ScriptedDialogue
from services.owner import owner_of
from sites import WallClock, make_services
from worlds import Tenancy, World

#: What callers say, and nobody may find afterwards; the agent repeats it.
CANARY, ECHO = "purple giraffe", "velvet walrus"
NEW_YORK, CALIFORNIA, GERMANY = (PhoneNumber(it) for it in ("+12125550147", "+14155550147", "+4930123456"))


def _dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(
        {
            "giraffe": f"Noted, a {ECHO}.",
            "record": [StopRecording(), Say("This call is not recorded any more.")],
        }
    )


@dataclass(frozen=True)
class Kept:
    """One call and what it left."""

    call_id: str
    state: RecordingState


async def _call(
    services: Services,
    tenancy: Tenancy,
    caller: PhoneNumber | None,
    story: Callable[[FakePhone], Awaitable[None]],
) -> Kept:
    number = f"CA{caller}{id(story)}"
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id=number,
            carrier_account_id=tenancy.number.carrier_account_id,
            called=tenancy.number.number,
            caller=caller,
        )
    )
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id=number)
    phone = FakePhone()
    line = asyncio.create_task(phone.carry())
    live = asyncio.create_task(services.live.run(ticket, phone))
    await story(phone)
    phone.hangs_up()
    record = await live
    await line
    return Kept(call_id=answer.call_id, state=record.recording)


async def _talks(phone: FakePhone) -> None:
    await phone.hears("How can I help you?")
    await phone.says(f"It is about my {CANARY}.")
    await phone.hears(ECHO)
    await phone.waits(1.2)


async def _talks_then_refuses(phone: FakePhone) -> None:
    await _talks(phone)
    await phone.says("Please don't record me.")
    await phone.hears("not recorded any more")
    await phone.says(f"As I said, my {CANARY}.")
    await phone.hears(ECHO)
    await phone.waits(1.2)


async def _is_asked_and_says_nothing(phone: FakePhone) -> None:
    await phone.hears("yes or no")
    await phone.waits(7)
    await _talks(phone)


async def _is_asked_and_says_no(phone: FakePhone) -> None:
    await phone.hears("yes or no")
    await phone.says("No.")
    await _talks(phone)


def _everything(database_url: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(database_url) as owner:
        tables = owner.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        ).fetchall()
        rows = []
        for (table,) in tables:
            owner.execute(f"alter table {table} no force row level security")
            rows += owner.execute(f"select t::text from {table} t").fetchall()
        owner.rollback()
    assert rows
    return "\n".join(text for (text,) in rows)


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    made = make_services(store, WallClock(), tmp_path)
    # Lines for all of them, whichever account rings first: shares are not what this is about.
    calls = replace(made.calls, capacity=16)
    live = replace(made.live, calls=calls, dialogue_for=lambda agent, call, words: _dialogue())
    return replace(made, calls=calls, live=live)


async def _words(services: Services, tenancy: Tenancy, call_id: str) -> str:
    story = await services.call_history.get(tenancy.account.id, call_id)
    return " ".join(f"{it.caller_text} {it.agent_text} {it.agent_heard_text}" for it in story.turns)


async def test_forbidden_calls_leave_no_byte_and_no_word(
    services: Services,
    store: Store,
    world: World,
    tmp_path: Path,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    async with store.account(world.barber.account.id) as scope:
        await scope.agents.save(replace(world.barber.agent, recording_wanted=False, version=2))
    kept = await asyncio.gather(
        _call(services, world.barber, NEW_YORK, _talks),
        _call(services, world.dental, CALIFORNIA, _talks_then_refuses),
        _call(services, world.dental, GERMANY, _is_asked_and_says_nothing),
        _call(services, world.dental, GERMANY, _is_asked_and_says_no),
    )
    assert [it.state for it in kept] == [RecordingState.NOT_WANTED, *[RecordingState.REFUSED] * 3]
    words = [
        await _words(services, tenancy, it.call_id)
        for tenancy, it in zip([world.barber, *[world.dental] * 3], kept, strict=True)
    ]
    logs = caplog.text + "".join(capfd.readouterr())
    for place in (*words, _everything(database_url), logs):
        assert CANARY not in place
        assert ECHO not in place
    assert [str(it) for it in tmp_path.rglob("*.sealed")] == []
    # Nothing sealed was left either: no ciphertext that a key would open.
    with owner_of(database_url) as owner:
        owner.execute("alter table turns no force row level security")
        (sealed,) = owner.execute(
            "select count(*) from turns where caller_text_sealed is not null"
        ).fetchone()
    assert sealed == 0


async def test_an_allowed_call_is_kept_word_for_word(
    services: Services, world: World, tmp_path: Path, database_url: str
) -> None:
    kept = await _call(services, world.dental, NEW_YORK, _talks)
    assert kept.state is RecordingState.KEPT
    words = await _words(services, world.dental, kept.call_id)
    assert CANARY in words
    assert ECHO in words
    assert len(list(tmp_path.rglob("*.sealed"))) == 1
    assert CANARY not in _everything(database_url), "what was said is sealed in the database"
