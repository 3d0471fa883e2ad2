"""C31. The server alone chooses which number is shown, out of those proved to be this account's."""

from __future__ import annotations

import structlog

from clauses.firm import ADA, CAL, Firm
from worlds import World


async def test_nobody_chooses_the_number_that_is_shown(firm: Firm, world: World) -> None:
    await firm.agreed()
    for name in ("from", "caller_id", "from_number", "number_id"):
        for wish in ("+12125550199", str(world.barber.number.number), str(firm.number.number)):
            refused = await firm.call(**{name: wish})
            assert refused.status_code == 422, "not even the right one"
    assert firm.dialled == []


async def test_whoever_tries_is_noted(firm: Firm) -> None:
    with structlog.testing.capture_logs() as noted:
        refused = await firm.call(**{"from": "+12125550199"})
    assert (refused.status_code, refused.json()["code"]) == (422, "from_chosen")
    [line] = [it for it in noted if it["event"] == "a program asked to show a number"]
    assert line["account_id"] == firm.tenancy.account.id
    assert line["key_id"].startswith("key_")
    assert "2125550199" not in str(line)


async def test_what_is_shown_is_this_accounts_own(firm: Firm, world: World) -> None:
    await firm.agreed()
    call = (await firm.call()).json()
    assert call["number"] == str(firm.tenancy.number.number)
    assert [(it.account_sid, it.caller_id) for it in firm.carrier.journal] == [
        (firm.number.account.sid, firm.tenancy.number.number)
    ]
    # An agent of somebody else's does not lend its number.
    foreign = await firm.http.post("/v1/calls", json={"to": ADA, "agent_id": world.barber.agent.id})
    assert foreign.status_code == 404
    assert len(firm.carrier.journal) == 1


async def test_an_account_without_a_proved_number_shows_none(firm: Firm) -> None:
    await firm.agreed()
    firm.carrier.numbers.remove(firm.number)
    await firm.told("POST", f"/v1/phone-numbers/{firm.tenancy.number.id}/verify")
    refused = await firm.call()
    assert refused.json()["decision"]["reason"] == "CALLER_ID_NOT_OWNED"
    assert firm.dialled == []


async def test_a_person_who_is_rung_for_a_caller_sees_our_number_too(firm: Firm) -> None:
    """A caller whose line to us breaks is put through: whose call it is says our number, never theirs."""
    ringing = await firm.rung(CAL)
    await firm.services.calls.connect(ringing.token, carrier_call_id=ringing.sid)
    form = {"CallSid": ringing.sid, "From": CAL, "To": str(firm.number.number), "CallStatus": "in-progress"}
    told = (await firm.post("action", form)).text
    assert "<Dial" in told
    assert f'callerId="{firm.tenancy.number.number}"' in told
    answer = await firm.texted(ADA, "HELP")
    assert "<Message" in answer
    assert "from=" not in answer, "the carrier answers from the number that was texted"
