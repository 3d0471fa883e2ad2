"""Laws of the gate itself, tried on many calls: more harm never helps, garbage never passes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialora.compliance.case import decide_case
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide
from dialora.compliance.facts import UNKNOWN, AccountFacts, ContactFacts, Facts, NumberFacts, Place
from dialora.compliance.intent import CallIntent
from dialora.domain.accounts import Standing
from dialora.domain.calls import Direction, Line
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

STATES = sorted(place[3:] for place in RULEBOOK.tables.recording.rows if place.startswith("US-"))
COUNTRIES = ["US", "PR", "CA", "GB", "DE", "AT", "JP", "NZ", "MX", "ZA", "KE", "FR", "AU"]
NPAS = sorted(RULEBOOK.tables.npa.states) + sorted(RULEBOOK.tables.npa.placeless)
ABROAD = ["+4930123456", "+442079460123", "+14165550123", "+18765550123", "+81312345678", "+870773111632"]
STRICTNESS = [
    None,
    "RECORDING_ANNOUNCE",
    "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL",
    "RECORDING_EXPLICIT_YES",
]

numbers = st.one_of(
    st.sampled_from(NPAS).map(lambda npa: PhoneNumber(f"+1{npa}5550123")),
    st.sampled_from(ABROAD).map(PhoneNumber),
    st.none(),
)
places = st.one_of(
    st.sampled_from(STATES).map(lambda state: Place(country="US", state=state)),
    st.sampled_from(COUNTRIES[1:]).map(lambda country: Place(country=country, state=None)),
)
contacts = st.builds(
    ContactFacts,
    state=st.none() | st.sampled_from(STATES),
    zip_code=st.none()
    | st.sampled_from(["02108", "43215", "90210", "00901", "00000", "98101-1234", "D-10115"]),
)
intents = st.builds(
    lambda peer, line, wanted: replace(INTENT, peer=peer, line=line, recording_wanted=wanted),
    numbers,
    st.sampled_from(Line),
    st.booleans(),
)
allowed_facts = st.builds(
    lambda standing, place, ownership, contact, bridged: Facts(
        at=FACTS.at,
        account=AccountFacts(standing=standing, place=place),
        number=NumberFacts(ownership=ownership, account_id=INTENT.account_id),
        contact=contact,
        bridged=bridged,
    ),
    st.sampled_from([Standing.ACTIVE, Standing.WARNED, Standing.RESTRICTED]),
    places,
    st.sampled_from([Ownership.INCOMING_PHONE_NUMBER, Ownership.VERIFIED_CALLER_ID]),
    contacts,
    st.none() | places,
)


def strictness(decision: Decision) -> int:
    assert decision.allowed
    return max(STRICTNESS.index(c) if c in STRICTNESS else 0 for c in decision.conditions)


@settings(deadline=None)
@given(intents, allowed_facts)
def test_a_lawful_inbound_call_is_allowed_and_says_it_is_an_ai(intent: CallIntent, facts: Facts) -> None:
    decision = decide(intent, facts, RULEBOOK)
    assert decision.allowed, decision.findings
    assert "AI_DISCLOSURE" in decision.conditions
    recording = [c for c in decision.conditions if c.startswith("RECORDING")]
    assert len(recording) == (1 if intent.recording_wanted else 0)


HARMS = {
    "suspended": lambda i, f: (i, replace(f, account=replace(f.account, standing=Standing.SUSPENDED))),
    "terminated": lambda i, f: (i, replace(f, account=replace(f.account, standing=Standing.TERMINATED))),
    "standing unknown": lambda i, f: (i, replace(f, account=replace(f.account, standing=UNKNOWN))),
    "account unknown": lambda i, f: (i, replace(f, account=UNKNOWN)),
    "outbound": lambda i, f: (replace(i, direction=Direction.OUTBOUND), f),
}
NUMBER_HARMS = {
    "not owned": lambda i, f: (i, replace(f, number=replace(f.number, ownership=Ownership.NONE))),
    "another's": lambda i, f: (i, replace(f, number=replace(f.number, account_id="acct_harbor"))),
    "ownership unknown": lambda i, f: (i, replace(f, number=replace(f.number, ownership=UNKNOWN))),
}


@settings(deadline=None)
@given(
    intents, allowed_facts, st.sampled_from(sorted(HARMS)), st.none() | st.sampled_from(sorted(NUMBER_HARMS))
)
def test_a_harm_denies_and_another_does_not_help(
    intent: CallIntent, facts: Facts, harm: str, second: str | None
) -> None:
    if second is not None:
        intent, facts = NUMBER_HARMS[second](replace(intent, line=Line.PHONE), facts)
        assert not decide(intent, facts, RULEBOOK).allowed
    intent, facts = HARMS[harm](intent, facts)
    decision = decide(intent, facts, RULEBOOK)
    assert not decision.allowed
    assert decision.conditions == ()


@settings(deadline=None)
@given(intents, allowed_facts, places)
def test_one_more_place_never_loosens_the_recording(intent: CallIntent, facts: Facts, more: Place) -> None:
    alone = replace(facts, bridged=None)
    with_more = replace(facts, bridged=more)
    assert strictness(decide(intent, with_more, RULEBOOK)) >= strictness(decide(intent, alone, RULEBOOK))


@settings(deadline=None)
@given(intents, allowed_facts, st.sampled_from(STATES))
def test_a_contact_state_never_loosens_what_the_number_says(
    intent: CallIntent, facts: Facts, state: str
) -> None:
    """Unless the number says nothing: then the address book is all there is."""
    silent = intent.peer is not None and intent.peer.e164[2:5] in RULEBOOK.tables.npa.placeless
    satellite = intent.peer is not None and intent.peer.e164.startswith("+870")
    without = replace(facts, contact=ContactFacts())
    with_state = replace(facts, contact=ContactFacts(state=state))
    if not silent and not satellite:
        assert strictness(decide(intent, with_state, RULEBOOK)) >= strictness(
            decide(intent, without, RULEBOOK)
        )


@settings(deadline=None)
@given(intents, allowed_facts)
def test_the_same_call_is_always_decided_alike(intent: CallIntent, facts: Facts) -> None:
    first, again = decide(intent, facts, RULEBOOK), decide(intent, facts, RULEBOOK)
    assert first == again


CASE: dict[str, Any] = json.loads((Path(__file__).parent / "cases" / "inbound.json").read_text())["cases"][0][
    "input"
]
REQUIRED = ["now_utc", "direction", "channel", "voice_type", "purpose", "tenant", "caller"]
garbage = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12).filter(
        lambda t: t not in {"inbound", "voice", "ai", "human", "informational", "emergency"}
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(REQUIRED), garbage), min_size=1, max_size=2))
@example([("now_utc", "2026-11-24")])
@example([("tenant", {})])
def test_garbage_where_something_is_required_never_allows(spoiled: list[tuple[str, Any]]) -> None:
    assert decide_case(CASE, RULEBOOK).allowed
    decision = decide_case(CASE | dict(spoiled), RULEBOOK)
    assert (decision.allowed, decision.reason) == (False, "ENGINE_ERROR")


@settings(deadline=None)
@given(st.recursive(garbage, lambda inner: st.dictionaries(st.text(max_size=10), inner, max_size=4)))
def test_what_is_no_case_never_allows(case_input: Any) -> None:
    assert not decide_case(case_input, RULEBOOK).allowed
