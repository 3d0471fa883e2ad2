"""C18. The strictest of all laws that may apply decides, and only countries that were opened are called."""

from __future__ import annotations

from datetime import timedelta

from clauses.firm import ADA, FLO, Firm
from dialora.domain.approvals import Approvals, Identity


async def test_where_country_and_state_differ_the_stricter_hour_holds(firm: Firm) -> None:
    """At half past eight in the evening: sales may ring in New York until nine, in Alabama until eight."""
    await firm.sells()
    for number in (ADA, "+12055550160"):
        await firm.agreed_in_writing(number)
    firm.clock.move(timedelta(hours=10, minutes=30))
    assert (await firm.call(ADA)).status_code == 201
    firm.clock.move(timedelta(hours=1))  # 20:30 in Alabama
    refused = (await firm.call("+12055550160")).json()
    assert refused["decision"]["reason"] == "QUIET_HOURS_STATE"
    assert firm.dialled == [ADA]


async def test_in_every_zone_where_somebody_may_be_it_must_be_day(firm: Firm) -> None:
    """Area code 850 lies in two zones: half past eight in one is half past seven in the other."""
    await firm.agreed(FLO)
    firm.clock.move(-timedelta(hours=1, minutes=30))
    early = (await firm.call(FLO)).json()
    assert early["decision"]["reason"] == "QUIET_HOURS_PLATFORM"
    assert early["decision"]["next_allowed_at"] == "2026-11-30T14:00:00.000000Z"
    firm.clock.move(timedelta(minutes=30))
    assert (await firm.call(FLO)).status_code == 201
    assert firm.dialled == [FLO]


async def test_only_countries_that_were_opened_are_called(firm: Firm) -> None:
    for to in ("+442079460160", "+4930123456", "+14165550160", "+8821655501"):
        await firm.agreed(to)
        refused = (await firm.call(to)).json()
        assert "DESTINATION_NOT_ALLOWED" in refused["decision"]["all_reasons"]
    assert firm.dialled == []

    at, abroad = "/v1/calling-settings", {"countries": ["US", "GB"]}
    refused = await firm.http.patch(at, json=abroad)
    assert refused.status_code in (403, 422), "the operator has opened no country to it"
    approvals = Approvals(identity=Identity.VERIFIED, policy_accepted=True, countries=("GB",))
    async with firm.store.platform() as platform:
        await platform.approvals.put(firm.tenancy.account.id, approvals)
    refused = (await firm.call("+442079460160")).json()
    assert refused["decision"]["reason"] == "DESTINATION_NOT_ALLOWED", "the account has not chosen it"
    await firm.told("PATCH", at, abroad)
    assert (await firm.call("+442079460160")).status_code == 201
    assert firm.dialled == ["+442079460160"]


async def test_a_caller_whose_place_nobody_knows_has_the_strictest_of_all(firm: Firm) -> None:
    places = {"+12125550147": "RECORDING_ANNOUNCE", "anonymous": "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL"}
    for caller, condition in places.items():
        await firm.rung(caller)
        [newest, *_] = (await firm.told("GET", "/v1/decisions"))["data"]
        assert condition in newest["conditions"], caller


async def test_what_the_gate_cannot_find_out_it_refuses(firm: Firm) -> None:
    """Nobody has ever given out such a number: nobody can say what law holds there."""
    for nowhere in ("+12125550", "+999123456789"):
        refused = await firm.call(nowhere)
        assert refused.status_code == 403, refused.text
        assert refused.json()["decision"]["decision"] == "deny"
    assert firm.dialled == []
