"""The compliance page and the decisions in a real browser: nothing on them keeps anybody out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.do_not_call import StopVia
from dialora.domain.ledger import DecisionRecord
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.gate import CallRefused
from dialora.services.revocations import Stop
from dialora.web.law_words import REASONS
from sites import People
from visitor import Visitor
from worlds import World


async def a_month(services: Services, world: World) -> str:
    """Refusals for every reason there is, an opt-out, and a decision to read; its address."""
    ours = world.dental
    account_id, now = ours.account.id, services.clock.now()
    async with services.law_overview.store.account(account_id) as scope:
        for number, reason in enumerate(REASONS):
            refused = DecisionRecord(
                id="dec_counted",
                account_id=account_id,
                decision="deny",
                reason=reason,
                payload="{}",
                inputs=None,
                at=now - timedelta(days=number % 28),
                purpose="telemarketing",
            )
            await scope.decision_days.count(refused)
    await services.suppression.revocations.stop(
        account_id, PhoneNumber("+12125550171"), Stop(via=StopVia.KEYPAD)
    )
    intent = CallIntent.to_reach(
        account_id=account_id,
        agent_id=ours.agent.id,
        number_id=ours.number.id,
        callee=PhoneNumber("+12125550171"),
        purpose=CallPurpose.TELEMARKETING,
        recording_wanted=True,
    )
    with pytest.raises(CallRefused) as refusal:
        await services.outgoing.gate.clear(intent)
    return f"/decisions/{refusal.value.decision_id}"


async def test_no_page_about_the_law_has_a_serious_fault(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    decision = await a_month(services, world)
    assert await visitor.faults_of(["/compliance", "/decisions", decision], people.owner) == []


async def test_somebody_with_a_phone_sees_what_is_missing_while_they_type(
    visitor: Visitor, people: People
) -> None:
    async with visitor.signed_in(people.owner, width=390) as page:
        await page.goto("/consents/form")
        await page.fill("#en_disclosure", "We would like to call you.")
        missing = page.locator(".tally .lacking")
        await missing.wait_for()
        assert "English: 0 of 9" in await missing.inner_text()
        box = await missing.bounding_box()
        assert box is not None
        assert box["y"] < 844 - 60, "it stands above the bar"
