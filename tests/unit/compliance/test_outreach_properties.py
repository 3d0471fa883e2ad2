"""Laws of the gate itself, on outgoing calls that nobody wrote: a slice of what `bench properties` tries."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialora.bench.made_cases import GARBAGE, HARMS, REQUIRED, garbled, make_case, spoiled
from dialora.bench.properties import Tally, check, run
from dialora.compliance.case import decide_case
from unit.compliance.samples import RULEBOOK

#: What any outgoing call is allowed with.
GOOD = {
    "now_utc": "2026-11-24T18:00:00Z",
    "direction": "outbound",
    "channel": "voice",
    "voice_type": "ai",
    "called_number": "+12125550123",
    "purpose": "telemarketing",
    "tenant": {
        "id": "a",
        "seller": "Meadow Lane Dental",
        "status": "active",
        "kyc": "verified",
        "state": "TX",
    },
    "caller": {"number": "+15125550100", "ownership": "incoming_phone_number", "verified": True},
    "contact": {"state": "NY"},
    "consents": [
        {"level": "express_written", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"},
    ],
    "revocations": [],
    "dnc": {},
    "prior_attempts": [],
}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_no_case_breaks_a_property(random: Random) -> None:
    assert check(make_case(random), random, RULEBOOK, Tally()) == []


def test_a_seeded_slice_of_the_long_campaign_finds_nothing() -> None:
    tally = run(150, seed=2027)
    assert tally.against == []
    assert min(tally.tried.values()) >= 10
    assert {"OK", "CONSENT_MISSING"} <= tally.decided.keys()


@pytest.mark.parametrize("path", REQUIRED)
@pytest.mark.parametrize("value", GARBAGE, ids=repr)
def test_what_is_required_and_garbage_denies(path: str, value: object) -> None:
    assert decide_case(GOOD, RULEBOOK).allowed
    decision = decide_case(garbled(GOOD, path, value), RULEBOOK)
    assert (decision.allowed, decision.reason) == (False, "ENGINE_ERROR")


HARMLESS_HERE = {
    # What a sale with a written consent does not rest on, or what is already so.
    *("texts not registered", "no approval", "no exemption", "national list", "state list", "stopped texts"),
    *("an old copy", "not asked for", "one more attempt", "one more informing", "no registration"),
    *("no relationship", "no answer", "no callback"),
}


@pytest.mark.parametrize("harm", sorted(HARMS))
def test_every_harm_denies_where_it_matters(harm: str) -> None:
    after = decide_case(spoiled(GOOD, harm), RULEBOOK)
    assert after.allowed is (harm in HARMLESS_HERE), after.all_reasons


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_no_date_however_far_is_too_much(year: str) -> None:
    far = {
        "now_utc": "2026-11-24T07:00:00Z",
        "purpose": "informational",
        "prior_attempts": [{"at": f"{year}-12-30T00:00:00Z"}],
        "revocations": [{"at": f"{year}-12-30T00:00:00Z", "scope": "telemarketing"}],
        "ebr": {"last_transaction": f"{year}-12-30"},
        "rnd_permanently_disconnected_on": f"{year}-01-01" if year == "0001" else None,
        "callback_requested_at": f"{year}-01-01T00:00:00Z",
    }
    decision = decide_case(GOOD | far, RULEBOOK)
    assert decision.reason == "QUIET_HOURS_PLATFORM"
    assert decision.next_allowed_at is not None
    assert not decide_case(GOOD | {"now_utc": f"{year}-06-01T12:00:00Z"}, RULEBOOK).allowed
