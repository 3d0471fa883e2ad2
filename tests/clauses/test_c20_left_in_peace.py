"""C20. Nobody is called too often, again after a refusal, or at all once they have said stop."""

from __future__ import annotations

from datetime import timedelta

from clauses.firm import ADA, CAL, Firm
from dialora.testing import FakePhone

BRISK = True


async def call_until_over(firm: Firm, to: str = ADA, **asked: object) -> None:
    placed = await firm.call(to, **asked)
    assert placed.status_code == 201, placed.text
    await firm.it_is_over(placed.json()["id"])


async def test_nobody_is_called_to_sell_more_than_three_times_a_day_from_all_agents_together(
    firm: Firm,
) -> None:
    await firm.agreed_in_writing()
    for hour in range(3):
        await call_until_over(firm, purpose="telemarketing", subject=f"offer {hour}")
        firm.clock.move(timedelta(hours=1))
    copy = await firm.told("GET", f"/v1/agents/{firm.tenancy.agent.id}")
    assert copy["purpose"] == "scheduling"
    await firm.sells()
    refused = (await firm.call(subject="another offer")).json()
    assert refused["decision"]["reason"] == "FREQ_CAP_PLATFORM"
    assert refused["decision"]["next_allowed_at"] == "2026-12-01T15:00:00.000000Z", "a day after the first"
    assert firm.dialled == [ADA] * 3
    firm.clock.move(timedelta(hours=21))
    await call_until_over(firm)
    assert len(firm.dialled) == 4


async def test_whoever_has_no_time_is_not_called_again_that_day(firm: Firm) -> None:
    await firm.agreed_in_writing()
    firm.picks_up(ADA)
    placed = (await firm.call(purpose="telemarketing", about="soap")).json()

    async def busy(phone: FakePhone) -> None:
        await phone.says("Hello?")
        await phone.hears("Is now a good time?", within=40)
        await phone.says("No, I'm busy.")
        await phone.is_hung_up_on(within=15)

    await firm.talks(await firm.answered(), busy)
    assert (await firm.it_is_over(placed["id"]))["end_reason"] == "not_now"
    firm.carrier.callees.clear()
    firm.clock.move(timedelta(hours=2))
    refused = (await firm.call(purpose="telemarketing")).json()
    assert refused["decision"]["reason"] == "COOL_OFF"
    assert firm.dialled == [ADA]
    firm.clock.move(timedelta(hours=22, seconds=1))
    await call_until_over(firm, purpose="telemarketing")


async def test_whoever_said_stop_is_called_by_no_agent_for_anything(firm: Firm) -> None:
    for number in (ADA, CAL):
        await firm.agreed_in_writing(number, purpose="any")
    await firm.told("POST", "/v1/dnc-entries", {"number": ADA, "reason": "They asked on the telephone."})
    firm.clock.move(timedelta(days=300, hours=2))
    for purpose in ("informational", "telemarketing"):
        refused = (await firm.call(purpose=purpose)).json()
        assert refused["decision"]["reason"] == "INTERNAL_DNC", refused
    assert firm.dialled == []
