"""C3. An agent works for one purpose of a short list, and the purpose decides which law its calls meet."""

from __future__ import annotations

from clauses.firm import ADA, Firm


async def test_what_an_agent_is_for_is_chosen_from_a_short_list(firm: Firm) -> None:
    at = f"/v1/agents/{firm.tenancy.agent.id}/draft"
    for purpose in ("support", "scheduling", "sales_outreach"):
        assert (await firm.told("PATCH", at, {"purpose": purpose}))["agent"]["purpose"] == purpose
    for other in ("debt_collection", "political", "", None):
        refused = await firm.http.patch(at, json={"purpose": other})
        assert refused.status_code == 422, other


async def test_the_purpose_asks_for_its_own_consent_and_its_own_words(firm: Firm) -> None:
    await firm.agreed()
    informed = await firm.call()
    assert informed.status_code == 201, informed.text
    assert firm.dialled == [ADA]
    decision = await firm.told("GET", f"/v1/decisions/{informed.json()['decision_id']}")
    assert "OPT_OUT_WITHIN_2S" not in decision["conditions"]
    await firm.it_is_over(informed.json()["id"])

    await firm.sells()
    for purpose in (None, "informational"):
        refused = await firm.call(purpose=purpose)
        assert refused.json()["decision"]["reason"] == "CONSENT_SCOPE_INSUFFICIENT", "a seller only sells"
    assert firm.dialled == [ADA], "nobody was called again"

    await firm.agreed_in_writing()
    sold = await firm.call()
    assert sold.status_code == 201, sold.text
    decision = await firm.told("GET", f"/v1/decisions/{sold.json()['decision_id']}")
    assert {"IDENTIFY_CALLER", "OPT_OUT_WITHIN_2S", "ASK_CONTINUE"} <= set(decision["conditions"])


async def test_a_call_may_be_declared_stricter_than_its_agent_and_not_otherwise(firm: Firm) -> None:
    await firm.agreed()
    mixed = await firm.call(purpose="telemarketing")
    assert mixed.json()["decision"]["reason"] == "CONSENT_SCOPE_INSUFFICIENT"
    assert (await firm.call(purpose="emergency")).status_code == 422
    assert firm.dialled == []
