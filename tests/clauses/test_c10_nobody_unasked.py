"""C10. Nobody is called or texted who has not agreed to such calls, on that channel, by that business."""

from __future__ import annotations

from typing import Any

from clauses.firm import ADA, CAL, Firm

CONSENTS: dict[str, tuple[dict[str, Any], str]] = {
    "by another channel": ({"channels": ["sms"]}, "CONSENT_SCOPE_INSUFFICIENT"),
    "to another business": ({"seller": "Corner Barber LLC"}, "CONSENT_SELLER_MISMATCH"),
    "of another number": ({"number": CAL}, "CONSENT_MISSING"),
    "without naming a machine": ({"authorizes_artificial_voice": False}, "CONSENT_SCOPE_INSUFFICIENT"),
    "for another purpose": ({"purpose": "informational"}, "CONSENT_SCOPE_INSUFFICIENT"),
    "without its proof": ({"evidence": []}, "CONSENT_EVIDENCE_INCOMPLETE"),
}


async def test_without_consent_the_telephone_does_not_ring_and_the_refusal_says_why(firm: Firm) -> None:
    refused = await firm.call()
    assert refused.status_code == 403
    problem = refused.json()
    assert (problem["code"], problem["decision"]["reason"]) == ("call_refused", "CONSENT_MISSING")
    stored = await firm.told("GET", f"/v1/decisions/{problem['decision_id']}")
    assert stored["reason"] == "CONSENT_MISSING"
    assert stored["remedy"]
    assert firm.dialled == []

    consent = await firm.agreed()
    assert (await firm.call()).status_code == 201
    assert firm.dialled == [ADA]
    await firm.told("POST", f"/v1/consents/{consent['id']}/revoke", {"scope": "consent"})
    assert (await firm.call()).json()["decision"]["reason"] == "CONSENT_REVOKED"
    assert firm.dialled == [ADA]


async def test_a_consent_counts_for_exactly_what_was_agreed(firm: Firm) -> None:
    for place, (name, (changes, reason)) in enumerate(CONSENTS.items()):
        number = f"+1212555017{place}"
        await firm.agreed_in_writing(**({"number": number} | changes))
        assert (await firm.check(number))["reason"] == reason, name
        refused = await firm.call(number, purpose="telemarketing")
        assert refused.json()["decision"]["reason"] == reason, name
    assert firm.dialled == []


async def test_texts_need_a_consent_of_their_own_and_leave_only_as_answers(firm: Firm) -> None:
    await firm.agreed()
    unasked = await firm.check(purpose="informational", channel="sms")
    assert "CONSENT_SCOPE_INSUFFICIENT" in unasked["all_reasons"]
    await firm.agreed(channels=["sms"])
    asked = await firm.check(purpose="informational", channel="sms")
    assert not [reason for reason in asked["all_reasons"] if reason.startswith("CONSENT_")]

    assert "<Message" not in await firm.texted(ADA, "See you on Friday")
    decided = (await firm.told("GET", "/v1/decisions"))["data"]
    assert "<Message" in await firm.texted(ADA, "HELP")
    [answer, *_] = (await firm.told("GET", "/v1/decisions"))["data"]
    assert answer not in decided, "the answer was decided on"
    assert answer["decision"] != "deny"
