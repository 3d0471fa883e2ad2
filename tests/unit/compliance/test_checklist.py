"""What a decision tells its reader: every law that was asked, none that was not, each in a true sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialora.compliance.case import decide_case
from dialora.compliance.case_input import read_case
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide
from unit.compliance.samples import FACTS, INTENT, RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

BEFORE = (
    *("account_standing", "business_known", "policy_accepted", "callable_number", "country_open"),
    *("number_ownership", "caller_id_verified", "number_ready", "destination_allowed"),
)
CONSENT = ("internal_do_not_call", "reassigned_number", "prior_consent")
AFTER = ("cool_off", "spend_cap", "abandonment")
SPOKEN = ("ai_disclosure", "identify_caller")
UNRECORDED = ("recording_consent",)
LANDLINE = {
    "purpose": "informational",
    "contact": {"line_type": "landline"},
    "consents": [],
    "tenant": GOOD["tenant"] | {"exempt_informational_enabled": True},  # type: ignore[operator]
}
INFORMING: dict[str, Any] = {"purpose": "informational"}
NIGHT = "2026-11-25T03:30:00Z"

ASKED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a sale by machine": (
        {"contact": {}},
        (
            *(*BEFORE, *CONSENT, "declared_emergency", "automated_sales", "federal_hours", "state_hours"),
            *("sales_call_cap", *AFTER, *SPOKEN, "opt_out_offer", "permission_to_continue", *UNRECORDED),
        ),
    ),
    "a sale by a person to a customer": (
        {
            "voice_type": "human",
            "contact": {"state": "TX"},
            "consents": [],
            "ebr": {"last_transaction": "2026-11-01"},
        },
        (
            *(*BEFORE, "internal_do_not_call", "prior_consent"),
            *("registry_freshness", "national_registry", "state_registries"),
            *("declared_emergency", "seller_registration", "federal_hours", "state_hours", "sales_call_cap"),
            *(*AFTER, "identification_deadline", "permission_to_continue", *UNRECORDED),
        ),
    ),
    "a sale abroad": (
        {"called_number": "+442079460123", "contact": {}},
        (
            *(*BEFORE, *CONSENT, "declared_emergency", "automated_sales", "country_hours", "sales_call_cap"),
            *(*AFTER, *SPOKEN, "opt_out_offer", *UNRECORDED),
        ),
    ),
    "a call that informs": (
        INFORMING,
        (*BEFORE, *CONSENT, "decent_hours", *AFTER, *SPOKEN, *UNRECORDED),
    ),
    "a call that informs abroad": (
        INFORMING | {"called_number": "+442079460123", "contact": {}},
        (*BEFORE, *CONSENT, "country_hours", *AFTER, *SPOKEN, *UNRECORDED),
    ),
    "a call that informs a landline": (
        LANDLINE,
        (
            *(*BEFORE, "internal_do_not_call", "prior_consent", "decent_hours", "exempt_call_cap"),
            *(*AFTER, *SPOKEN, "opt_out_offer", *UNRECORDED),
        ),
    ),
    "a text that informs": (
        INFORMING | {"channel": "sms", "consents": [GOOD["consents"][0] | {"channels": ["sms"]}]},  # type: ignore[index]
        (
            *(*BEFORE[:7], "a2p_registration", *BEFORE[7:], "internal_do_not_call", "texts_stopped"),
            *("reassigned_number", "prior_consent", "decent_hours", *AFTER, "text_sender", "text_stop"),
        ),
    ),
    "an emergency": (
        {"purpose": "emergency", "tenant": GOOD["tenant"] | {"emergency_approved": True}},  # type: ignore[operator]
        (*BEFORE, "emergency_approval", *SPOKEN, *UNRECORDED),
    ),
}


@pytest.mark.parametrize(("change", "laws"), list(ASKED.values()), ids=list(ASKED))
def test_the_checklist_names_every_law_that_was_asked(change: dict[str, Any], laws: tuple[str, ...]) -> None:
    decision = decided(change)
    assert decision.allowed, decision.all_reasons
    assert tuple(found.rule for found in decision.findings) == laws
    assert all(found.why and found.source for found in decision.findings)


PLACELESS = {"called_number": "+15005550123", "contact": {}}
NOT_ASKED = {
    "no number": ({"called_number": "911"}, "G2", ["callable_number"]),
    "no number that exists": ({"called_number": "+1212555012"}, "G2", ["callable_number"]),
    "no premium number that exists": ({"called_number": "+1900555012"}, "G2", ["callable_number"]),
    "no toll-free number that exists": ({"called_number": "+1800555012"}, "G2", ["callable_number"]),
    "no number, and its states": ({"called_number": "+1212555012"}, "G7", []),
    "no number, and its registrations": ({"called_number": "+1512555012"}, "G7a", []),
    "no number, and its hours": ({"called_number": "+1212555012"}, "G8", []),
    "no number, and its hours to inform": (INFORMING | {"called_number": "+1212555012"}, "G8", []),
    "nobody knows where, and the hours of a sale": (PLACELESS, "G8", ["location_known"]),
    "nobody knows where, and the hours to inform": (INFORMING | PLACELESS, "G8", ["location_known"]),
    "a Sunday in Ireland, and its hours": (
        {"called_number": "+35315551234", "contact": {}, "now_utc": "2026-11-29T12:00:00Z"},
        "G8",
        ["days_kept"],
    ),
    "a Sunday in Ireland, and its hours to inform": (
        INFORMING | {"called_number": "+35315551234", "contact": {}, "now_utc": "2026-11-29T12:00:00Z"},
        "G8",
        ["decent_hours"],
    ),
    "no place in Canada that anybody knows, and its hours": (
        {"called_number": "+16005550123", "contact": {}, "now_utc": "2026-11-24T19:00:00Z"},
        "G8",
        ["country_hours"],
    ),
}

NOT_ASKED["a holiday in Alabama, and its hours too"] = (
    {"called_number": "+12055550123", "contact": {}, "now_utc": "2026-11-27T02:30:00Z"},
    "G8",
    ["federal_hours", "holidays_kept", "state_hours"],
)


@pytest.mark.parametrize(("change", "gate", "laws"), list(NOT_ASKED.values()), ids=list(NOT_ASKED))
def test_what_has_no_answer_is_not_asked(change: dict[str, Any], gate: str, laws: list[str]) -> None:
    assert [found.rule for found in decided(change).findings if found.gate == gate] == laws


def test_a_holiday_does_not_open_the_hours_of_its_day() -> None:
    late = {"called_number": "+12055550123", "contact": {}, "now_utc": "2026-11-27T02:30:00Z"}
    assert [(found.rule, found.reason) for found in decided(late).findings if found.reason] == [
        ("holidays_kept", "HOLIDAY_PROHIBITED"),
        ("state_hours", "QUIET_HOURS_STATE"),
    ]


@pytest.mark.parametrize("channel", ["voice", "sms"])
def test_without_a_number_of_ours_only_its_ownership_is_spoken_of(channel: str) -> None:
    intent, facts = read_case(GOOD | {"channel": channel}, RULEBOOK)
    found = decide(intent, replace(facts, number=None), RULEBOOK).findings
    assert [each.rule for each in found if each.gate in ("G3", "G3a")] == [
        "number_ownership",
        "destination_allowed",
    ]


def test_a_copy_of_the_list_whose_age_nobody_knows_is_too_old() -> None:
    person = {"voice_type": "human", "consents": [], "ebr": {"last_transaction": "2026-11-01"}}
    intent, facts = read_case(GOOD | person, RULEBOOK)
    assert decide(intent, facts, RULEBOOK).allowed
    unknown = replace(facts, dnc=replace(facts.dnc, scrub_age_days=None))  # type: ignore[type-var]
    assert decide(intent, unknown, RULEBOOK).all_reasons == ("DNC_SCRUB_STALE",)


SALES = [{"at": f"2026-11-24T{hour}:00:00Z"} for hour in (15, 16, 17)]
CALLED = [{"at": f"2026-11-2{day}T17:00:00Z", "purpose": "informational"} for day in (1, 2, 3)]
SENTENCES: dict[str, tuple[dict[str, Any], str]] = {
    "sales_call_cap": ({"prior_attempts": SALES}, "Nobody is called to sell more than 3 times in 24 hours."),
    "state_call_caps": (
        {"prior_attempts": SALES, "called_number": "+13055550123", "contact": {}},
        "Florida lets the same person be called to sell 3 times in 24 hours.",
    ),
    "exempt_call_cap": (
        LANDLINE | {"prior_attempts": CALLED},
        "A landline may be informed without consent 3 times in 30 days.",
    ),
    "debt_call_cap": (
        {"prior_attempts": [{"at": "2026-11-22T17:00:00Z", "debt_id": "d1", "answered": True}]},
        "After a conversation about a debt, nobody calls about it for 7 days.",
    ),
    "federal_hours": (
        {"now_utc": NIGHT},
        "Sales calls ring between 08:00 and 21:00, wherever the person may be.",
    ),
    "decent_hours": (
        INFORMING | {"now_utc": NIGHT},
        "Nobody is called before 08:00 or from 21:00 on, wherever they may be.",
    ),
    "state_hours": (
        {"now_utc": "2026-11-25T01:30:00Z", "called_number": "+13055550123", "contact": {}},
        "Florida lets people be called to sell between 08:00 and 20:00.",
    ),
    "abandonment": (
        {"campaign_abandon_rate_30d": 0.04},
        "More than 3% of the campaign's answered calls were silent.",
    ),
    "identification_deadline": (
        {"called_number": "+12035550123", "contact": {}},
        "Connecticut wants to hear within 10 seconds who is calling.",
    ),
    "registry_freshness": (
        {
            "voice_type": "human",
            "consents": [],
            "ebr": {"last_transaction": "2026-11-01"},
            "dnc": {"scrub_age_days": 32},
        },
        "The copy of the national do-not-call list is older than 31 days.",
    ),
    "protected_line": (
        {"contact": {"line_flags": ["shared_cost", "patient_room"]}},
        "The line is protected by law: patient room and shared cost.",
    ),
    "reassigned_number": (
        {"rnd_permanently_disconnected_on": "2026-03-01"},
        "The number was given up on 2026-03-01: its holder may be somebody else now.",
    ),
    "country_open": (
        {"called_number": "+254712345678", "contact": {}},
        "This country may not be called from here.",
    ),
    "holidays_kept": (
        {"called_number": "+12155550123", "contact": {}, "now_utc": "2026-11-26T18:00:00Z"},
        "Pennsylvania lets nobody sell by telephone on Thanksgiving.",
    ),
}


@pytest.mark.parametrize(
    ("law", "change", "sentence"), [(law, *each) for law, each in SENTENCES.items()], ids=list(SENTENCES)
)
def test_a_law_says_in_figures_what_it_asks(law: str, change: dict[str, Any], sentence: str) -> None:
    assert [found.why for found in decided(change).findings if found.rule == law] == [sentence]


def test_a_cap_of_one_is_once() -> None:
    maine = {
        "called_number": "+12075550123",
        "contact": {},
        "now_utc": "2026-11-24T18:00:00Z",
        "consents": [GOOD["consents"][0] | {"consumer_initiated": True}],  # type: ignore[index]
        "prior_attempts": [{"at": "2026-11-24T17:00:00Z"}],
    }
    [found] = [each for each in decided(maine).findings if each.rule == "state_call_caps"]
    assert found.why == "Maine lets the same person be called to sell once in 8 hours."


def test_a_country_is_called_by_its_name() -> None:
    for change, sentence in (
        (INFORMING, "United Kingdom may be called for this."),
        ({}, "United Kingdom may be called for this."),
    ):
        decision = decided(change | {"called_number": "+442079460123", "contact": {}})
        assert [each.why for each in decision.findings if each.rule == "country_open"] == [sentence]
    india = decided(INFORMING | {"called_number": "+919876543210", "contact": {}})
    assert [each.why for each in india.findings if each.rule == "country_open"] == [
        "India may not be called from here."
    ]


ANNOUNCED = "The recording is announced"
EVERYONE = "Everyone must know of the recording and may refuse it"
RECORDED = {
    "one state": ("+16145550123", "OH", {}, f"{ANNOUNCED}: Ohio."),
    "two that ask the same": ("+12125550123", "OH", {}, f"{ANNOUNCED}: New York and Ohio."),
    "three that ask the same": (
        "+12125550123",
        "OH",
        {"state": "TX"},
        f"{ANNOUNCED}: New York, Ohio and Texas.",
    ),
    "the stricter alone": ("+14155550123", "OH", {}, f"{EVERYONE}: California."),
    "nobody knows where": (None, "OH", {}, f"{EVERYONE}: a person whose place nobody knows."),
    "nobody knows where, and a strict state": (
        None,
        "CA",
        {},
        f"{EVERYONE}: California and a person whose place nobody knows.",
    ),
    "nobody knows where, and one that is stricter still": (
        "+4930123456",
        "OH",
        {},
        "Nothing is recorded before a clear yes: Germany.",
    ),
}


@pytest.mark.parametrize(
    ("caller", "state", "contact", "sentence"), list(RECORDED.values()), ids=list(RECORDED)
)
def test_the_strictest_places_are_named(
    caller: str | None, state: str, contact: dict[str, str], sentence: str
) -> None:
    inbound = {
        "direction": "inbound",
        "purpose": "inbound",
        "recording_wanted": True,
        "caller_number_presented": caller,
        "contact": contact,
        "tenant": GOOD["tenant"] | {"state": state},  # type: ignore[operator]
    }
    assert [each.why for each in decided(inbound).findings if each.rule == "recording_consent"] == [sentence]


def test_what_each_kind_of_state_of_an_account_is_called() -> None:
    decision = decide(INTENT, FACTS, RULEBOOK)
    assert decision.findings[0].why == "The account is active."


def decided(change: dict[str, Any]) -> Decision:
    return decide_case(GOOD | change, RULEBOOK)
