"""What an agent may do in a call, on a real database: its schemas, its limits, and whole conversations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from callbook import recordings_in
from dialora.dialogue.receptionist import Receptionist
from dialora.domain.calls import Call
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Heard, Say
from dialora.ports.toolbox import Json
from dialora.services.agreeing import Agreeing
from dialora.services.appointments import Appointments
from dialora.services.consenting import Consenting
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.messages import Messages
from dialora.services.revocations import Revocations
from dialora.store.scope import Store
from dialora.tools import TOOLS
from dialora.tools.toolbox import CallToolbox
from store.filled import call_of
from worlds import NOW, Tenancy, World

CALLER = PhoneNumber("+12125550150")


@dataclass(frozen=True)
class StoppedClock:
    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True)
class Office:
    """The services, and the tools of a call."""

    store: Store
    appointments: Appointments
    messages: Messages
    agreeing: Agreeing

    async def toolbox(self, it: Tenancy, caller: PhoneNumber | None = CALLER) -> tuple[CallToolbox, Call]:
        call = replace(call_of(it), peer=caller)
        async with self.store.account(it.account.id) as scope:
            await scope.calls.add(call)
        tools = CallToolbox.for_call(
            it.agent,
            call,
            clock=StoppedClock(),
            appointments=self.appointments,
            messages=self.messages,
            agreeing=self.agreeing,
        )
        return tools, call


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    clock = StoppedClock()
    ledger = Ledger(clock=clock, heads=Heads(folder=tmp_path / "heads", keyring=store.keyring))
    consenting = Consenting.over(store, ledger, recordings_in(tmp_path, store), tmp_path / "evidence")
    return Office(
        store,
        Appointments(store=store, clock=clock),
        Messages(store=store, clock=clock),
        Agreeing.over(Revocations(store=store, clock=clock), consenting),
    )


FRIDAY: dict[str, Json] = {"service": "cleaning", "first_day": "2026-11-27", "last_day": "2026-11-27"}


async def first_slot(toolbox: CallToolbox) -> dict[str, Json]:
    result = await toolbox.use("find_slots", FRIDAY)
    slots = result.value["slots"]
    assert isinstance(slots, list)
    assert isinstance(slots[0], dict)
    return slots[0]


def test_every_tool_says_what_it_does_and_what_it_takes() -> None:
    TOOLS.discover("dialora.tools")
    assert set(TOOLS) == {
        *("book_appointment", "find_slots", "record_opt_out", "record_wrong_number", "take_message"),
        *("consent_question", "take_consent"),
    }
    for name in TOOLS:
        assert TOOLS[name].description
        assert TOOLS[name].schema["type"] == "object"
        assert TOOLS[name].schema["additionalProperties"] is False
    assert TOOLS["find_slots"].schema["required"] == ["service", "first_day", "last_day"]
    assert TOOLS["find_slots"].schema["properties"]["first_day"]["format"] == "date"
    assert "call" not in TOOLS["book_appointment"].schema["properties"]


async def test_an_offered_slot_is_booked_for_the_caller_and_the_call(office: Office, world: World) -> None:
    toolbox, call = await office.toolbox(world.dental)
    slot = await first_slot(toolbox)
    assert slot["starts_at"] == "2026-11-27T08:00:00-05:00"
    booked = await toolbox.use("book_appointment", {"slot": slot["token"], "name": "Ada Quill"})
    assert booked.ok
    [appointment] = (await office.appointments.page(world.dental.account.id)).items
    assert appointment.id == booked.value["appointment_id"]
    assert (appointment.name, appointment.phone, appointment.call_id) == ("Ada Quill", CALLER, call.id)


@pytest.mark.parametrize("token", ["", "2026-11-27T08:00:00-05:00", "cleaning", "x" * 12])
async def test_what_was_not_offered_cannot_be_booked(office: Office, world: World, token: str) -> None:
    toolbox, _ = await office.toolbox(world.dental)
    await first_slot(toolbox)
    result = await toolbox.use("book_appointment", {"slot": token, "name": "Ada Quill"})
    assert (result.ok, result.problem) == (False, "not_offered")
    assert (await office.appointments.page(world.dental.account.id)).items == ()


async def test_a_token_of_another_call_is_worth_nothing(office: Office, world: World) -> None:
    mine, _ = await office.toolbox(world.dental)
    other, _ = await office.toolbox(world.dental)
    slot = await first_slot(mine)
    result = await other.use("book_appointment", {"slot": slot["token"], "name": "Ada Quill"})
    assert result.problem == "not_offered"


async def test_the_second_of_two_callers_hears_that_it_is_taken(office: Office, world: World) -> None:
    one, _ = await office.toolbox(world.dental)
    two, _ = await office.toolbox(world.dental)
    slots = await first_slot(one), await first_slot(two)
    assert (await one.use("book_appointment", {"slot": slots[0]["token"], "name": "Ada Quill"})).ok
    late = await two.use("book_appointment", {"slot": slots[1]["token"], "name": "Bo Example"})
    assert (late.ok, late.problem) == (False, "slot_taken")


@pytest.mark.parametrize(
    ("tool", "arguments", "problem"),
    [
        ("drop_tables", {}, "tool_unknown"),
        ("find_slots", {"service": "cleaning"}, "arguments_invalid"),
        ("find_slots", FRIDAY | {"account_id": "acct_other"}, "arguments_invalid"),
        ("find_slots", FRIDAY | {"first_day": "tomorrow"}, "arguments_invalid"),
        ("find_slots", FRIDAY | {"limit": 1_000_000}, "arguments_invalid"),
        ("find_slots", FRIDAY | {"service": "haircut"}, "service_not_found"),
        ("book_appointment", {"slot": 7, "name": "Ada"}, "arguments_invalid"),
        ("book_appointment", {"slot": "x", "name": ""}, "arguments_invalid"),
        ("take_message", {"text": "Hi", "name": "Ada", "phone": "911; drop"}, "phone_number_invalid"),
        ("record_opt_out", {"via": "telepathy"}, "arguments_invalid"),
    ],
)
async def test_bad_arguments_are_a_result_and_nothing_happens(
    office: Office, world: World, tool: str, arguments: dict[str, Json], problem: str
) -> None:
    toolbox, _ = await office.toolbox(world.dental)
    result = await toolbox.use(tool, arguments)
    assert (result.ok, result.problem) == (False, problem)
    assert (await office.appointments.page(world.dental.account.id)).items == ()
    assert (await office.messages.page(world.dental.account.id)).items == ()


async def test_a_database_that_is_away_is_a_result_too(office: Office, store: Store, world: World) -> None:
    toolbox, _ = await office.toolbox(world.dental)
    nobody = replace(toolbox.call.agent, account_id="acct_gone")
    result = await CallToolbox(replace(toolbox.call, agent=nobody)).use("find_slots", FRIDAY)
    assert (result.ok, result.problem) == (False, "account_not_found")


async def test_an_opt_out_needs_a_number_and_is_the_callers_own(office: Office, world: World) -> None:
    toolbox, call = await office.toolbox(world.dental)
    assert (await toolbox.use("record_opt_out", {})).ok
    [revocation] = await office.agreeing.revocations.of_number(world.dental.account.id, CALLER)
    assert (revocation.via, revocation.call_id) == ("call", call.id)
    withheld, _ = await office.toolbox(world.dental, caller=None)
    assert (await withheld.use("record_opt_out", {})).problem == "number_unknown"


async def tell(dialogue: Receptionist, *sentences: str) -> str:
    answer = ""
    for sentence in sentences:
        acts = [act async for act in dialogue.respond(Heard(text=sentence))]
        answer = " ".join(act.text for act in acts if isinstance(act, Say))
    return answer


async def test_a_whole_conversation_ends_in_a_row(office: Office, world: World) -> None:
    toolbox, call = await office.toolbox(world.dental)
    dialogue = Receptionist(world.dental.agent, toolbox, StoppedClock().now, CALLER)
    said = await tell(
        dialogue, "I'd like a cleaning on Friday at ten.", "My name is Ada Quill.", "yes", "yes"
    )
    assert "You're booked: a cleaning on Friday, November 27 at 10 AM." in said
    [row] = (await office.appointments.page(world.dental.account.id)).items
    assert (row.name, row.starts_at.isoformat(), row.call_id) == (
        "Ada Quill",
        "2026-11-27T15:00:00+00:00",
        call.id,
    )


async def test_two_callers_race_for_one_time_and_the_slower_is_offered_another(
    office: Office, world: World
) -> None:
    lines = ("I'd like a cleaning on Friday at ten.", "My name is {name}.", "yes")
    callers = []
    for name in ("Ada Quill", "Bo Example"):
        toolbox, _ = await office.toolbox(world.dental)
        dialogue = Receptionist(world.dental.agent, toolbox, StoppedClock().now, CALLER)
        await tell(dialogue, *(line.format(name=name) for line in lines))
        callers.append(dialogue)
    assert "You're booked" in await tell(callers[0], "yes")
    said = await tell(callers[1], "yes")
    assert "has just been taken" in said
    assert "You're booked: a cleaning on Friday, November 27" in await tell(
        callers[1], "The first one.", "yes"
    )
    rows = (await office.appointments.page(world.dental.account.id)).items
    assert len({row.starts_at for row in rows}) == 2


async def test_a_message_is_kept_with_the_callers_number(office: Office, world: World) -> None:
    toolbox, _ = await office.toolbox(world.dental)
    dialogue = Receptionist(world.dental.agent, toolbox, StoppedClock().now, CALLER)
    await tell(dialogue, "Can I leave a message?", "My crown is loose.", "Ada Quill", "yes", "yes", "yes")
    [message] = (await office.messages.page(world.dental.account.id)).items
    assert (message.text, message.name, message.phone) == ("My crown is loose.", "Ada Quill", CALLER)
