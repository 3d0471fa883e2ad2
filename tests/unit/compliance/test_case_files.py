"""Case files: what is read from them, what is refused, and how an expectation is compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from dialora.compliance.case import (
    Case,
    CaseInvalid,
    agrees,
    decide_case,
    disagreements,
    parse_case,
    parse_cases,
    summary,
)
from dialora.compliance.case_input import read_case
from dialora.compliance.decision import Verdict
from dialora.compliance.facts import UNKNOWN, LineFlag, LineType, Place
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

DECIDED = decide_case(GOOD, RULEBOOK)
SUMMARY = summary(DECIDED)
CONDITIONS = list(DECIDED.conditions)


@pytest.mark.parametrize("key", list(SUMMARY))
def test_every_part_of_a_decision_may_be_expected(key: str) -> None:
    assert agrees(DECIDED, {key: SUMMARY[key]}) is True
    assert agrees(DECIDED, {key: "something else"}) is False
    [case] = parse_cases([{"id": "x", "input": GOOD, "expected": {key: SUMMARY[key]}}])
    assert disagreements([case], RULEBOOK) == ()


def test_conditions_are_compared_in_any_order() -> None:
    assert len(CONDITIONS) > 2
    assert sorted(CONDITIONS) != CONDITIONS
    for order in (CONDITIONS, sorted(CONDITIONS), CONDITIONS[::-1]):
        assert agrees(DECIDED, {"conditions": order}) is True
    assert agrees(DECIDED, {"conditions": CONDITIONS[1:]}) is False
    assert agrees(DECIDED, {"conditions": CONDITIONS[0]}) is False


def test_some_conditions_may_be_expected() -> None:
    for some in (CONDITIONS, CONDITIONS[:1], CONDITIONS[1:], []):
        assert agrees(DECIDED, {"conditions_must_include": some}) is True
    for other in ([*CONDITIONS, "ANOTHER"], ["ANOTHER"], CONDITIONS[0], {CONDITIONS[0]: 1}):
        assert agrees(DECIDED, {"conditions_must_include": other}) is False  # type: ignore[dict-item]
    [case] = parse_cases([{"input": GOOD, "expected": {"conditions_must_include": CONDITIONS[:1]}}])
    assert disagreements([case], RULEBOOK) == ()


def test_all_that_is_expected_must_be_so() -> None:
    everything: Mapping[str, Any] = {**SUMMARY, "conditions_must_include": CONDITIONS}
    [case] = parse_cases({"cases": [{"id": "all", "input": GOOD, "expected": dict(everything)}]})
    assert (case.id, case.input) == ("all", GOOD)
    assert disagreements([case], RULEBOOK) == ()
    assert agrees(DECIDED, {**everything, "input_hash": "other"}) is False
    assert agrees(DECIDED, {"conditions_must_include": [], "reason": "other"}) is False
    assert agrees(DECIDED, {"conditions": CONDITIONS, "reason": "other"}) is False


def test_a_case_has_a_name_whether_it_says_one_or_not() -> None:
    assert parse_case({"id": "mine", "input": GOOD, "expected": {"reason": "OK"}}) == Case(
        id="mine", input=GOOD, expected={"reason": "OK"}
    )
    assert parse_case({"input": GOOD}) == Case(id="case", input=GOOD, expected={})
    assert parse_case(GOOD) == Case(id="case", input=GOOD, expected={})
    assert [case.id for case in parse_cases([{"input": GOOD}, {"input": GOOD}])] == ["case 0", "case 1"]


@pytest.mark.parametrize("document", [[], "input", None, 5, ["input"], {"input": GOOD, "expected": []}])
def test_what_is_no_case_is_unusable(document: Any) -> None:
    with pytest.raises(CaseInvalid):
        parse_case(document)


@pytest.mark.parametrize("expected", ["OK", ["reason"], 5, None])
def test_what_is_no_expectation_is_unusable(expected: Any) -> None:
    with pytest.raises(CaseInvalid):
        parse_cases([{"id": "x", "input": GOOD, "expected": expected}])


def test_a_moment_is_printed_in_utc() -> None:
    night = decide_case(GOOD | {"now_utc": "2026-11-25T04:00:00Z"}, RULEBOOK)
    assert night.decision is Verdict.DENY
    assert summary(night)["next_allowed_at"] == "2026-11-25T13:00:00Z"
    assert SUMMARY["next_allowed_at"] is None


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a tenant without a name": ({"tenant": {}}, "tenant.id is missing"),
    "no tenant": ({"tenant": None}, "tenant is missing"),
    "a tenant that is a word": ({"tenant": "t1"}, "tenant is no object"),
    "a name of spaces": ({"tenant": GOOD["tenant"] | {"seller": " \t"}}, "tenant.seller is no text"),  # type: ignore[operator]
    "a time without a zone": ({"now_utc": "2026-11-24T18:00:00"}, "now_utc is no instant with a zone"),
    "a time that is none": ({"now_utc": "yesterday"}, "now_utc is no instant with a zone"),
    "a time beyond all calendars": (
        {"now_utc": "0001-01-01T00:00:00+14:00"},
        "now_utc is no instant with a zone",
    ),
    "a purpose nobody knows": (
        {"purpose": "fun"},
        "purpose is not one of informational, telemarketing, emergency, inbound",
    ),
    "a transfer": (
        {"purpose": "transfer"},
        "purpose is not one of informational, telemarketing, emergency, inbound",
    ),
    "a state in full": ({"contact": {"state": "Texas"}}, "contact.state is not two letters"),
    "a state in small letters": ({"contact": {"state": "tx"}}, "contact.state is not two letters"),
    "a zone nobody knows": (
        {"contact": {"timezone": "America/Nowhere"}},
        "contact.timezone is a zone that nobody knows",
    ),
    "flags that are numbers": (
        {"contact": {"line_flags": [5]}},
        "contact.line_flags is not a list of texts",
    ),
    "flags that are a word": ({"contact": {"line_flags": "pager"}}, "contact.line_flags is no list"),
    "emergencies that are numbers": (
        {"declared_emergencies": ["LA", 5]},
        "declared_emergencies is not a list of texts",
    ),
    "an age that is a truth": ({"dnc": {"scrub_age_days": True}}, "dnc.scrub_age_days is no number"),
    "an age that is a word": ({"dnc": {"scrub_age_days": "5"}}, "dnc.scrub_age_days is no number"),
    "an age below nothing": ({"dnc": {"scrub_age_days": -0.5}}, "dnc.scrub_age_days is no amount"),
    "an endless age": ({"dnc": {"scrub_age_days": math.inf}}, "dnc.scrub_age_days is no amount"),
    "an age of no number": ({"dnc": {"scrub_age_days": math.nan}}, "dnc.scrub_age_days is no amount"),
    "an age beyond all floats": ({"dnc": {"scrub_age_days": 10**400}}, "dnc.scrub_age_days is no amount"),
    "a day without dashes": (
        {"rnd_permanently_disconnected_on": "20261124"},
        "rnd_permanently_disconnected_on is no day",
    ),
    "a day that no month has": ({"ebr": {"last_inquiry": "2026-02-30"}}, "ebr.last_inquiry is no day"),
    "a truth that is a word": ({"recording_wanted": "yes"}, "recording_wanted is neither true nor false"),
    "a country that is none": (
        {"tenant": GOOD["tenant"] | {"country": "XX"}},  # type: ignore[operator]
        "tenant.country is no country",
    ),
    "a state that is none": ({"tenant": GOOD["tenant"] | {"state": "ZZ"}}, "tenant.state is no state"),  # type: ignore[operator]
    "a caller's number that is none": (
        {"caller": GOOD["caller"] | {"number": "12"}},  # type: ignore[operator]
        "caller.number is no phone number",
    ),
    "a caller without a number": (
        {"caller": {"ownership": "incoming_phone_number", "verified": True}},
        "caller.number is missing",
    ),
    "a caller presented that is a number": (
        {"caller_number_presented": 5},
        "caller_number_presented is no text",
    ),
    "a number called that is a number": (
        {"direction": "inbound", "purpose": "inbound", "called_number": 5},
        "called_number is no text",
    ),
    "an unproved caller": (
        {"caller": {"number": "+15125550100", "ownership": "incoming_phone_number"}},
        "caller.verified is missing",
    ),
    "a consent for smoke signals": (
        {"consents": [GOOD["consents"][0] | {"channels": ["smoke"]}]},  # type: ignore[index]
        "consents.channels names a channel that nobody knows",
    ),
    "a consent that is a word": ({"consents": ["yes"]}, "consents is no object"),
    "consents that are none": ({"consents": {}}, "consents is no list"),
    "a number to call that is a number": ({"called_number": 911}, "called_number is no text"),
    "registrations that are numbers": (
        {"tenant": GOOD["tenant"] | {"state_registrations": [5]}},  # type: ignore[operator]
        "tenant.state_registrations is not a list of texts",
    ),
}


@pytest.mark.parametrize(("change", "problem"), list(REFUSED.values()), ids=list(REFUSED))
def test_what_cannot_be_read_is_named(change: dict[str, Any], problem: str) -> None:
    decision = decide_case(GOOD | change, RULEBOOK)
    assert (decision.allowed, decision.all_reasons) == (False, ("ENGINE_ERROR",))
    assert decision.next_allowed_at is None
    [found] = decision.findings
    assert (found.gate, found.rule, found.why) == ("G0", "engine", f"The case cannot be read: {problem}.")


def test_what_is_no_case_is_named_too() -> None:
    assert decide_case([], RULEBOOK).findings[0].why == "The case cannot be read: the case is no object."


def test_zero_is_an_amount() -> None:
    asked = GOOD | {"dnc": {"scrub_age_days": 0}, "campaign_abandon_rate_30d": 0}
    assert decide_case(asked, RULEBOOK).allowed


def test_an_instant_may_be_written_in_any_zone() -> None:
    there = decide_case(GOOD | {"now_utc": "2026-11-24T13:00:00-05:00"}, RULEBOOK)
    assert there == DECIDED


@pytest.mark.parametrize("written", ["+1 212-555-0123", "+1 (212) 555 0123", "tel:+1-212-555-0123"])
def test_a_number_may_be_written_with_spaces_and_dashes(written: str) -> None:
    intent, _ = read_case(GOOD | {"called_number": written}, RULEBOOK)
    assert (intent.peer, intent.written) == (PhoneNumber("+12125550123"), None)


def test_what_is_no_number_is_kept_as_it_was_written() -> None:
    intent, _ = read_case(GOOD | {"called_number": "9-1-1"}, RULEBOOK)
    assert (intent.peer, intent.written) == (None, "9-1-1")
    empty, _ = read_case(GOOD | {"called_number": ""}, RULEBOOK)
    assert (empty.peer, empty.written) == (None, "")


def test_all_that_a_case_says_is_read() -> None:
    said = {
        "subject": "spring",
        "debt_id": "d1",
        "callback_requested_at": "2026-11-24T18:00:00Z",
        "reply_to_inbound": True,
        "recording_wanted": True,
        "contact": {
            "state": "NY",
            "zip": "10001",
            "timezone": "America/New_York",
            "line_type": "landline",
            "line_flags": ["pager", "something else"],
            "ported": True,
        },
        "caller": GOOD["caller"] | {"tenant_id": "other", "ready": False, "ownership": "verified_caller_id"},  # type: ignore[operator]
        "agent_state": "CA",
        "destination_allowed": False,
        "a2p_registered": False,
        "refused_today": True,
        "spend_cap_reached": True,
        "campaign_paused": True,
        "policy_accepted": False,
        "campaign_abandon_rate_30d": 0.5,
        "declared_emergencies": ["LA"],
        "channel_in": "browser",
    }
    intent, facts = read_case(GOOD | said, RULEBOOK)
    assert (intent.subject, intent.debt_id, intent.reply_to_inbound) == ("spring", "d1", True)
    assert (intent.recording_wanted, intent.callback_requested_at) == (True, facts.at)
    assert (intent.agent_id, intent.number_id, intent.campaign_id) == (None, None, None)
    contact: Any = facts.contact
    assert (contact.state, contact.zip_code, contact.zone) == ("NY", "10001", "America/New_York")
    assert (contact.line_type, contact.line_flags) == (LineType.LANDLINE, frozenset({LineFlag.PAGER}))
    assert contact.ported is True
    number: Any = facts.number
    assert (number.account_id, number.ownership) == ("other", Ownership.VERIFIED_CALLER_ID)
    assert (number.ready, number.verified, number.a2p_registered) == (False, True, False)
    account: Any = facts.account
    assert (account.spend_cap_reached, account.policy_accepted) == (True, False)
    campaign: Any = facts.campaign
    assert (campaign.paused, campaign.abandon_rate_30d) == (True, 0.5)
    assert (facts.refused_today, facts.destination_allowed) == (True, False)
    assert (facts.bridged, facts.emergencies) == (Place(country="US", state="CA"), frozenset({"LA"}))


def test_what_a_case_leaves_out_means_what_the_format_says() -> None:
    asked = {key: value for key, value in GOOD.items() if key not in ("consents", "revocations", "dnc")}
    intent, facts = read_case(asked, RULEBOOK)
    assert (intent.subject, intent.debt_id, intent.callback_requested_at) == (None, None, None)
    assert (intent.reply_to_inbound, intent.recording_wanted) == (False, False)
    assert (facts.consents, facts.revocations, facts.attempts) == ((), (), ())
    assert (facts.ebr, facts.reassigned_on, facts.bridged, facts.transfer) == (None, None, None, None)
    assert (facts.refused_today, facts.destination_allowed, facts.emergencies) == (False, True, frozenset())
    dnc: Any = facts.dnc
    assert (dnc.national, dnc.state, dnc.internal, dnc.sms_stop, dnc.scrub_age_days) == (
        *(False, False, False, False),
        0.0,
    )
    account: Any = facts.account
    assert (account.policy_accepted, account.spend_cap_reached) == (True, False)
    assert (account.emergency_approved, account.exempt_informational_enabled) == (False, False)
    assert account.state_registrations == {"TX", "FL", "WA"}
    number: Any = facts.number
    assert (number.account_id, number.ready, number.a2p_registered) == ("a", True, True)
    campaign: Any = facts.campaign
    assert (campaign.paused, campaign.abandon_rate_30d) == (False, 0.0)


def test_what_a_record_leaves_out_means_what_the_format_says() -> None:
    bare = {"level": "express", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"}
    _, facts = read_case(
        GOOD | {"consents": [bare], "prior_attempts": [{"at": "2026-11-01T00:00:00Z"}]}, RULEBOOK
    )
    [consent], [attempt] = facts.consents, facts.attempts  # type: ignore[misc]
    assert (consent.seller, consent.number) == ("Meadow Lane Dental", PhoneNumber("+12125550123"))
    assert ([each.value for each in consent.channels], consent.revoked_at) == (["voice"], None)
    assert (consent.authorizes_artificial_voice, consent.evidence_complete) == (True, True)
    assert consent.consumer_initiated is False
    assert (attempt.purpose.value, attempt.subject, attempt.answered, attempt.debt_id) == (
        *("telemarketing", None),
        *(False, None),
    )


def test_registrations_may_be_listed_or_told_by_state() -> None:
    for given, states in (
        (["TX"], {"TX"}),
        ({"TX": "R-1", "FL": None, "WA": False}, {"TX"}),
        ([], set()),
        ({}, set()),
    ):
        tenant = GOOD["tenant"] | {"state_registrations": given}  # type: ignore[operator]
        _, facts = read_case(GOOD | {"tenant": tenant}, RULEBOOK)
        assert facts.account.state_registrations == states  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({}, None),
        ({"agent_state": "CA"}, Place(country="US", state="CA")),
        ({"agent_country": "US"}, None),
        ({"agent_country": "PR"}, Place(country="PR", state=None)),
        ({"agent_country": "PR", "agent_state": "PR"}, Place(country="PR", state="PR")),
        ({"agent_country": "DE"}, Place(country="DE", state=None)),
        ({"agent_country": "DE", "agent_state": "BY"}, Place(country="DE", state=None)),
    ],
)
def test_a_person_put_through_may_sit_elsewhere(change: dict[str, Any], place: Place | None) -> None:
    _, facts = read_case(GOOD | change, RULEBOOK)
    assert facts.bridged == place


def test_a_browser_has_no_number_and_only_an_inbound_call_comes_from_one() -> None:
    inbound = GOOD | {
        "direction": "inbound",
        "purpose": "inbound",
        "channel_in": "browser",
        "caller_number_presented": "+12125550123",
    }
    intent, facts = read_case(inbound, RULEBOOK)
    assert (intent.peer, facts.number, intent.line.value) == (None, None, "browser")
    for way in ("carrier", "phone", None):
        carrier, of_ours = read_case(inbound | {"channel_in": way}, RULEBOOK)
        assert (carrier.peer, carrier.line.value) == (PhoneNumber("+12125550123"), "phone")
        assert of_ours.number is not None
    outbound, _ = read_case(GOOD | {"channel_in": "browser"}, RULEBOOK)
    assert outbound.line.value == "phone"


def test_an_inbound_call_needs_no_proof_of_our_number() -> None:
    inbound = GOOD | {"direction": "inbound", "purpose": "inbound"}
    caller = {"ownership": "incoming_phone_number"}
    _, facts = read_case(inbound | {"caller": caller}, RULEBOOK)
    number: Any = facts.number
    assert (number.verified, number.ownership) == (False, Ownership.INCOMING_PHONE_NUMBER)
    assert number.number is UNKNOWN
    assert decide_case(inbound | {"caller": caller}, RULEBOOK).allowed


def test_a_revocation_without_a_scope_is_of_everything() -> None:
    at = "2026-02-01T00:00:00Z"
    scopes = [
        {"at": at, "scope": scope}
        for scope in ("telemarketing", "informational", "all", "emergency", "inbound")
    ]
    _, facts = read_case(GOOD | {"revocations": [{"at": at}, *scopes]}, RULEBOOK)
    read: Any = facts.revocations
    assert [each.scope.value for each in read] == ["all", "telemarketing", "informational", "all"]
