"""What the operator lets an account do: without it nobody is called, with it the law alone decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialora.compliance.intent import CallPurpose
from dialora.domain.approvals import Approvals, Identity
from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.enforcement import Enforcement
from dialora.services.foresight import Foresight, Thought
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.store.scope import Store
from services.test_gate import RULEBOOK, StoppedClock
from worlds import KEYRING, World


@pytest.fixture
def enforcement(store: Store, tmp_path: Path) -> Enforcement:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    return Enforcement(store=store, ledger=Ledger(clock=StoppedClock(), heads=heads))


async def reasons(store: Store, world: World) -> tuple[str, ...]:
    """Of a call that nobody has agreed to."""
    foresight = Foresight(store=store, clock=StoppedClock(), rulebook=RULEBOOK)
    thought = Thought(
        account_id=world.dental.account.id,
        callee=PhoneNumber("+12125550160"),
        purpose=CallPurpose.TELEMARKETING,
    )
    return (await foresight.check(thought)).decision.all_reasons


async def test_an_account_nobody_has_looked_at_calls_nobody(store: Store, world: World) -> None:
    assert (await reasons(store, world))[:2] == ("TENANT_KYC_INCOMPLETE", "POLICY_NOT_ACCEPTED")


async def test_once_it_is_known_and_has_accepted_the_policy_the_law_decides(
    store: Store, world: World, enforcement: Enforcement
) -> None:
    account_id = world.dental.account.id
    await enforcement.approve(account_id, lambda now: replace(now, identity=Identity.VERIFIED))
    assert (await reasons(store, world))[0] == "POLICY_NOT_ACCEPTED"
    said = await enforcement.approve(account_id, lambda now: replace(now, policy_accepted=True))
    assert said == Approvals(identity=Identity.VERIFIED, policy_accepted=True)
    found = await reasons(store, world)
    assert "ENGINE_ERROR" not in found
    assert not {"TENANT_KYC_INCOMPLETE", "POLICY_NOT_ACCEPTED"} & set(found)
    assert "CONSENT_MISSING" in found
    async with store.account(account_id) as scope:
        assert [entry.kind async for entry in scope.ledger.entries()] == ["approvals", "approvals"]
    async with store.account(world.barber.account.id) as scope:
        assert await scope.approvals.get() == Approvals()


async def test_an_unknown_account_is_not_approved(enforcement: Enforcement) -> None:
    with pytest.raises(NotFound):
        await enforcement.approve("acct_nobody", lambda now: now)
