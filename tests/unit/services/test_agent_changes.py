"""What an owner is told of the difference between two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from dialora.domain.agents import (
    Agent,
    Answer,
    OfferedService,
    Reachable,
    Span,
    SpecialDay,
    TransferDestination,
)
from dialora.domain.phone import PhoneNumber
from dialora.services.agent_changes import AgentChange, ChangeKind, agent_changes
from worlds import tenancy

AGENT = tenancy("Bright Smile Dental", "+12125550123", "dental").agent


def _with(**changes: object) -> Agent:
    return replace(AGENT, business=replace(AGENT.business, **changes))  # type: ignore[arg-type]


def _only(after: Agent) -> AgentChange:
    (change,) = agent_changes(AGENT, after)
    return change


def test_the_same_has_no_changes() -> None:
    assert agent_changes(AGENT, AGENT) == ()


def test_a_day_s_hours_are_told_as_times() -> None:
    hours = AGENT.business.hours
    week = {**hours.week, 5: (), 6: (Span(time(9), time(0)),)}
    changes = agent_changes(AGENT, _with(hours=replace(hours, week=week)))
    assert [(it.label, it.before, it.after) for it in changes] == [
        ("Saturday", "09:00 to 12:00", "closed"),
        ("Sunday", "closed", "09:00 to 00:00"),
    ]


def test_a_special_day_is_added_with_its_name_and_changed_by_its_parts() -> None:
    hours = AGENT.business.hours
    day = date(2026, 12, 24)
    closed = _with(hours=replace(hours, holidays={day: "Christmas Eve"}))
    added = _only(closed)
    assert (added.section, added.label, added.kind) == ("Special days", "Thu 24 Dec 2026", ChangeKind.ADDED)
    assert added.after == "name: Christmas Eve · hours: closed"
    opened = _with(
        hours=replace(
            hours, special={day: SpecialDay(name="Christmas Eve", spans=(Span(time(8), time(12)),))}
        )
    )
    (changed,) = agent_changes(closed, opened)
    assert (changed.label, changed.before, changed.after) == (
        "Thu 24 Dec 2026, hours",
        "closed",
        "08:00 to 12:00",
    )


def test_a_renamed_service_is_the_same_service_and_a_new_key_a_new_one() -> None:
    cleaning, checkup = AGENT.business.services
    renamed = _only(_with(services=(replace(cleaning, name="deep cleaning"), checkup)))
    assert (renamed.label, renamed.before, renamed.after) == (
        "deep cleaning, name",
        "cleaning",
        "deep cleaning",
    )
    other = OfferedService(key="other", name="cleaning", minutes=45, price_cents=12000)
    kinds = [it.kind for it in agent_changes(AGENT, _with(services=(other, checkup)))]
    assert kinds == [ChangeKind.REMOVED, ChangeKind.ADDED]


def test_prices_are_told_as_money() -> None:
    cleaning, checkup = AGENT.business.services
    cheaper = replace(cleaning, price_cents=9550, price_from=True)
    change = _only(_with(services=(cheaper, checkup)))
    assert (change.before, change.after) == ("$120", "from $95.50")


def test_another_order_is_a_change_since_it_is_read_out() -> None:
    change = _only(_with(services=AGENT.business.services[::-1]))
    assert (change.label, change.after) == ("Order", "check-up, cleaning")


def test_a_topic_with_a_slash_is_one_step_of_a_pointer() -> None:
    answers = (*AGENT.business.answers, Answer(topic="cash/card", questions=(), text="Both."))
    change = _only(_with(answers=answers))
    assert (change.field, change.after) == ("/business/answers/cash~1card", "Both.")


def test_who_is_handed_over_to_is_told_with_number_and_hours() -> None:
    owner = TransferDestination(
        name="the owner",
        number=PhoneNumber("+12125550177"),
        reachable=Reachable.OWN_HOURS,
        week={0: (Span(time(9), time(12)),)},
    )
    change = _only(_with(transfers=(*AGENT.business.transfers, owner)))
    assert change.after == "number: +1 212-555-0177 · reachable: Monday 09:00 to 12:00"


def test_speed_and_recording_are_told_in_words() -> None:
    after = replace(AGENT, voice_speed=1.15, recording_wanted=False)
    assert [(it.label, it.before, it.after) for it in agent_changes(AGENT, after)] == [
        ("Voice speed", "1×", "1.15×"),
        ("Record calls", "yes", "no"),
    ]
