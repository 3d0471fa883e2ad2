"""What people have said, and what registries hold, is what the gate decides on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialora.compliance.book import load_rulebook
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.do_not_call import StopScope, StopVia
from dialora.domain.number_lists import ListKind
from dialora.domain.phone import PhoneNumber
from dialora.ports.telephony import IncomingText
from dialora.services.gate import CallRefused, Gate
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.number_lists import ListFile, NumberLists
from dialora.services.revocations import Stop
from dialora.services.suppression import Suppression
from dialora.store.scope import Store
from sites import ADDRESS, Clock
from worlds import NOW, World

ADA = PhoneNumber("+12125550150")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def heads(store: Store, tmp_path: Path) -> Heads:
    return Heads(folder=tmp_path / "heads", keyring=store.keyring)


@pytest.fixture
def gate(store: Store, clock: Clock, heads: Heads) -> Gate:
    return Gate(store=store, clock=clock, rulebook=load_rulebook(), heads=heads)


@pytest.fixture
def suppression(gate: Gate, clock: Clock, heads: Heads) -> Suppression:
    return Suppression.over(gate, Ledger(clock=clock, heads=heads), None, ADDRESS)


async def reasons(
    gate: Gate,
    world: World,
    *,
    channel: Channel = Channel.VOICE,
    purpose: CallPurpose = CallPurpose.TELEMARKETING,
) -> set[str]:
    """Why the dental practice may not reach Ada: nothing else about her is known, so it never may."""
    intent = CallIntent.to_reach(
        account_id=world.dental.account.id,
        agent_id=world.dental.agent.id,
        number_id=world.dental.number.id,
        callee=ADA,
        purpose=purpose,
        recording_wanted=False,
        channel=channel,
    )
    with pytest.raises(CallRefused) as refused:
        await gate.clear(intent)
    return set(refused.value.decision.all_reasons)


async def test_a_stop_is_what_the_gate_refuses_on(gate: Gate, suppression: Suppression, world: World) -> None:
    assert "INTERNAL_DNC" not in await reasons(gate, world)
    await suppression.revocations.stop(world.dental.account.id, ADA, Stop(via=StopVia.CALL))
    for purpose in (CallPurpose.TELEMARKETING, CallPurpose.INFORMATIONAL):
        for channel in Channel:
            assert "INTERNAL_DNC" in await reasons(gate, world, purpose=purpose, channel=channel)


async def test_a_stop_of_sales_calls_leaves_reminders(
    gate: Gate, suppression: Suppression, world: World
) -> None:
    stop = Stop(via=StopVia.CALL, scope=StopScope.TELEMARKETING)
    await suppression.revocations.stop(world.dental.account.id, ADA, stop)
    assert "INTERNAL_DNC" in await reasons(gate, world)
    assert "INTERNAL_DNC" not in await reasons(gate, world, purpose=CallPurpose.INFORMATIONAL)


async def test_the_operators_list_is_what_the_gate_refuses_on(
    gate: Gate, suppression: Suppression, world: World
) -> None:
    await suppression.do_not_call.stop_everywhere(ADA, via=StopVia.WEB)
    assert "INTERNAL_DNC" in await reasons(gate, world)


async def test_a_stop_by_text_refuses_both_and_start_only_calls(
    gate: Gate, suppression: Suppression, world: World
) -> None:
    def text(body: str) -> IncomingText:
        return IncomingText(
            carrier="twilio",
            carrier_account_id=world.dental.number.carrier_account_id,
            message_id=f"SM{body}",
            to=world.dental.number.number,
            sender=ADA,
            body=body,
            answered=False,
        )

    accounts = frozenset({world.dental.account.id})
    answer = await suppression.texts.take(text("STOP"), accounts)
    assert answer is not None
    assert answer.clearance.decision.allowed, "an answer has a decision of its own"
    assert "INTERNAL_DNC" in await reasons(gate, world)
    assert "SMS_OPTED_OUT" in await reasons(gate, world, channel=Channel.SMS)
    await suppression.texts.take(text("START"), accounts)
    assert "INTERNAL_DNC" in await reasons(gate, world)
    assert "SMS_OPTED_OUT" not in await reasons(gate, world, channel=Channel.SMS)


async def test_registries_count_as_long_as_they_are_fresh(
    gate: Gate, world: World, store: Store, clock: Clock, tmp_path: Path
) -> None:
    assert "DNC_SCRUB_STALE" in await reasons(gate, world), "there is no list"
    file = tmp_path / "national.txt"
    file.write_text(f"{ADA}\n")
    lists = NumberLists(store=store, clock=clock)
    day = NOW.date() - timedelta(days=31)
    await lists.read_in(ListFile(path=file, kind=ListKind.NATIONAL, list_date=day), told=lambda _: None)
    assert "DNC_NATIONAL_LISTED" in await reasons(gate, world)
    clock.move(timedelta(days=1))
    assert "DNC_SCRUB_STALE" in await reasons(gate, world)


async def test_protected_lines_are_refused(
    gate: Gate, world: World, store: Store, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(f"{ADA},2026-11-01\n")
    lists = NumberLists(store=store, clock=clock)
    today = NOW.date()
    protected = ListFile(path=file, kind=ListKind.PROTECTED, list_date=today, flag="patient_room")
    await lists.read_in(protected, told=lambda _: None)
    assert "NUMBER_PROTECTED_LINE" in await reasons(gate, world)
