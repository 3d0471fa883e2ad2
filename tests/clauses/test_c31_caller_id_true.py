"""C31. The server alone chooses which number is shown, out of those proved to be this account's."""

from __future__ import annotations

import structlog

from clauses.firm import ADA, Firm
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


async def test_a_caller_put_through_is_shown_the_number_they_called(firm: Firm) -> None:
    """Neither the agent nor whoever steps in can name another."""
    answer = await firm.rung(ADA)
    assert "callerId" not in answer.told
    text = await firm.texted(ADA, "HELP")
    assert "<Message" in text
    assert "from=" not in text, "the carrier answers from the number that was texted"
