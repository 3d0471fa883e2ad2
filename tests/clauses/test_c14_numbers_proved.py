"""C14. A number is shown only while its carrier says it is this account's; lapsed proof stops every call."""

from __future__ import annotations

from datetime import timedelta

from clauses.firm import ADA, Firm
from worlds import World


def verify(firm: Firm) -> str:
    return f"/v1/phone-numbers/{firm.tenancy.number.id}/verify"


async def test_the_carrier_is_asked_and_believed_for_a_day(firm: Firm) -> None:
    await firm.agreed()
    proved = await firm.told("POST", verify(firm))
    assert (proved["ownership"], proved["verified"]) == ("incoming_phone_number", True)
    call = (await firm.call()).json()
    assert firm.dialled == [ADA]
    await firm.it_is_over(call["id"])

    firm.clock.move(timedelta(hours=23, minutes=59))
    call = (await firm.call()).json()
    await firm.it_is_over(call["id"])
    [number] = (await firm.told("GET", "/v1/phone-numbers"))["data"]
    assert number["checked_at"] == proved["checked_at"], "its word was still fresh"

    firm.carrier.numbers.remove(firm.number)
    firm.clock.move(timedelta(minutes=1))
    refused = await firm.call()
    assert refused.status_code == 403, refused.text
    assert refused.json()["decision"]["reason"] == "CALLER_ID_NOT_OWNED"
    [number] = (await firm.told("GET", "/v1/phone-numbers"))["data"]
    assert number["verified"] is False
    assert firm.dialled == [ADA, ADA]


async def test_a_caller_id_that_was_only_verified_is_proof_too(firm: Firm) -> None:
    firm.number.verified_only = True
    assert (await firm.told("POST", verify(firm)))["ownership"] == "verified_caller_id"
    await firm.agreed()
    assert (await firm.call()).status_code == 201
    assert [it.caller_id for it in firm.carrier.journal] == [firm.number.number]


async def test_it_is_asked_again_by_itself_before_the_proof_runs_out(firm: Firm) -> None:
    await firm.agreed()
    firm.clock.move(timedelta(hours=22, minutes=1))
    firm.carrier.numbers.remove(firm.number)
    assert await firm.services.outgoing.caller_ids.check_due() >= 1
    refused = await firm.call()
    assert refused.json()["decision"]["reason"] == "CALLER_ID_NOT_OWNED"
    firm.carrier.numbers.append(firm.number)
    await firm.told("POST", verify(firm))
    assert (await firm.call()).status_code == 201


async def test_a_number_the_carrier_gave_to_somebody_else_is_nobodys_here(firm: Firm, world: World) -> None:
    await firm.agreed()
    firm.carrier.numbers.remove(firm.number)
    firm.carrier.add_number(firm.carrier.add_account(), firm.number.number)
    lapsed = await firm.told("POST", verify(firm))
    assert (lapsed["ownership"], lapsed["verified"]) == ("none", False)
    assert (await firm.call()).status_code == 403
    theirs = f"/v1/phone-numbers/{world.barber.number.id}/verify"
    assert (await firm.http.post(theirs)).status_code == 404
    assert firm.dialled == []
