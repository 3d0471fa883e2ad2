"""Whatever may be called stops being so when one thing is wrong with it, and the refusal says which."""

from __future__ import annotations

import os
import random

import pytest

from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.case import decide_case, summary
from law_model.written import Fields, Written, changed, written

SAMPLE = 25
SEED = 2027
WHOLE = os.environ.get("DIALORA_LAW_FULL") == "1"

# What stops every outgoing call, an emergency's too.
ALWAYS = (
    ("tenant.status", "suspended", "TENANT_SUSPENDED"),
    ("tenant.status", "terminated", "TENANT_SUSPENDED"),
    ("tenant.status", "restricted", "TENANT_RESTRICTED"),
    ("tenant.kyc", "pending", "TENANT_KYC_INCOMPLETE"),
    ("contact.line_flags", ["hospital"], "NUMBER_PROTECTED_LINE"),
    ("called_number", "+18005550123", "NUMBER_TOLL_FREE_CALLEE"),
    ("called_number", "+912226543210", "COUNTRY_BLOCKED"),
    ("called_number", "+140455501234", "NUMBER_INVALID"),
    ("caller.ownership", "none", "CALLER_ID_NOT_OWNED"),
    ("caller.tenant_id", "somebody-else", "CALLER_ID_NOT_OWNED"),
    ("caller.verified", False, "CALLER_ID_UNVERIFIED"),
)
# What stops every call but an emergency's.
MOSTLY = (
    ("dnc.internal", True, "INTERNAL_DNC"),
    ("campaign_paused", True, "CAMPAIGN_PAUSED"),
    ("spend_cap_reached", True, "SPEND_CAP"),
    ("policy_accepted", False, "POLICY_NOT_ACCEPTED"),
    ("contact.timezone", "Nowhere/Land", "ENGINE_ERROR"),
)
# What a decision cannot do without.
REQUIRED = (
    "now_utc", "direction", "channel", "voice_type", "purpose", "called_number",
    "tenant.id", "tenant.seller", "tenant.status", "tenant.kyc", "tenant.state",
    "caller.number", "caller.ownership", "caller.verified",
)  # fmt: skip
GARBAGE: tuple[object, ...] = (None, 7, [], {"a": 1}, 0.5)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def callable_now() -> tuple[Written, ...]:
    found = [case for case in written() if case.allowed and case.outgoing]
    return tuple(found if WHOLE else random.Random(SEED).sample(found, SAMPLE))


@pytest.mark.parametrize(("path", "value", "code"), ALWAYS, ids=lambda part: str(part))
def test_one_harm_stops_a_call(
    path: str, value: object, code: str, callable_now: tuple[Written, ...], rulebook: Rulebook
) -> None:
    passed = [case.id for case in callable_now if not _refused(case, path, value, code, rulebook)]
    assert passed == []


@pytest.mark.parametrize(("path", "value", "code"), MOSTLY, ids=lambda part: str(part))
def test_one_harm_stops_a_call_that_is_no_emergency(
    path: str, value: object, code: str, callable_now: tuple[Written, ...], rulebook: Rulebook
) -> None:
    usual = [case for case in callable_now if not case.emergency]
    assert [case.id for case in usual if not _refused(case, path, value, code, rulebook)] == []


def test_a_revocation_this_second_stops_whatever_rests_on_a_record(
    callable_now: tuple[Written, ...], rulebook: Rulebook
) -> None:
    resting = [case for case in callable_now if case.asked.get("consents") and not case.emergency]
    passed = [
        case.id
        for case in resting
        if not _refused(
            case, "revocations", [{"at": case.asked["now_utc"], "scope": "all"}], "CONSENT_REVOKED", rulebook
        )
    ]
    assert passed == []


@pytest.mark.parametrize("path", REQUIRED)
def test_without_a_required_fact_or_with_garbage_for_it_nothing_is_allowed(
    path: str, callable_now: tuple[Written, ...], rulebook: Rulebook
) -> None:
    broken = [(case.id, wrong) for case in callable_now for wrong in _broken(case.asked, path)]
    passed = [
        (name, wrong) for name, wrong in broken if _decided(wrong, rulebook)["reason"] != "ENGINE_ERROR"
    ]
    assert passed == []


def _refused(case: Written, path: str, value: object, code: str, rulebook: Rulebook) -> bool:
    decided = _decided(changed(case.asked, path, value), rulebook)
    reasons = decided["all_reasons"]
    assert isinstance(reasons, list | tuple)
    return decided["decision"] == "deny" and code in reasons


def _broken(asked: Fields, path: str) -> list[Fields]:
    return [_without(asked, path), *(changed(asked, path, wrong) for wrong in GARBAGE)]


def _without(asked: Fields, path: str) -> Fields:
    head, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in asked.items() if key != head}
    inner = asked[head]
    assert isinstance(inner, dict)
    return asked | {head: _without(inner, rest)}


def _decided(asked: Fields, rulebook: Rulebook) -> Fields:
    return dict(summary(decide_case(asked, rulebook)))
