"""C22. A machine that calls says so, for whom, and how to stop it; a stop by voice or key holds at once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from clauses.firm import ADA, Firm
from dialora.testing import FakePhone

BRISK = True

BEN, CLEO = "+12125550161", "+12125550162"


async def listens(phone: FakePhone) -> None:
    await phone.says("Hello?")
    await phone.hears("this is Robin, an AI assistant calling for Bright Smile Dental LLC, about soap")
    await phone.hears("say stop or press nine")
    await phone.hears("call us back at (212) 555-0123")
    await phone.hears("Is now a good time?")


async def says_stop(phone: FakePhone) -> None:
    await phone.says("Hello?")
    await phone.hears("this is Robin")
    await phone.says("Stop calling me.", over_agent=True)
    await phone.hears("we won't call this number again", within=8)
    await phone.is_hung_up_on(within=4)


async def presses_nine(phone: FakePhone) -> None:
    await phone.says("Hello?")
    await phone.hears("press nine")
    await phone.presses("9")
    await phone.hears("we won't call this number again", within=8)
    await phone.is_hung_up_on(within=4)


async def asks_who_is_there(phone: FakePhone) -> None:
    await phone.hears("Thanks for calling Bright Smile Dental LLC. I'm an AI assistant.")
    await phone.hears("How can I help you?")
    await phone.says("Am I talking to a human?")
    await phone.hears("I'm an AI assistant, not a person.")


async def test_who_calls_is_said_first_and_a_stop_by_voice_or_key_ends_it_for_good(firm: Firm) -> None:
    await firm.sells()
    firm.picks_up(ADA, BEN, CLEO)
    for number in (ADA, BEN, CLEO):
        await firm.agreed_in_writing(number, purpose="any")
        assert (await firm.call(number, about="soap")).status_code == 201
    heard, stopped, pressed, asked = await asyncio.gather(
        firm.talks(await firm.answered(ADA), listens),
        firm.talks(await firm.answered(BEN), says_stop),
        firm.talks(await firm.answered(CLEO), presses_nine),
        firm.talks(await firm.rung("+12125550163"), asks_who_is_there),
    )
    who, stop, back, *_ = heard["notices"]
    assert [it["kind"] for it in (who, stop, back)] == [
        "identification",
        "opt_out_offer",
        "callback_number",
    ]
    assert stop["start_ms"] - who["end_ms"] <= 2_000
    assert asked["notices"][0]["kind"] == "ai_disclosure"
    assert (stopped["end_reason"], pressed["end_reason"]) == ("opted_out", "opted_out")
    listed = {it["number"]: it for it in (await firm.told("GET", "/v1/dnc-entries"))["data"]}
    assert set(listed) == {BEN, CLEO}
    for number in (BEN, CLEO):
        assert listed[number]["scope"] == "all"
        for purpose in ("informational", "telemarketing"):
            refused = (await firm.call(number, purpose=purpose)).json()
            assert refused["decision"]["reason"] == "INTERNAL_DNC"
    assert firm.dialled == [ADA, BEN, CLEO]


async def test_a_stop_by_text_holds_before_it_is_confirmed(firm: Firm) -> None:
    await firm.agreed()
    confirmed = await firm.texted(ADA, "Stop")
    assert "Bright Smile Dental LLC" in confirmed
    assert (await firm.call()).json()["decision"]["reason"] == "INTERNAL_DNC"
    texts = await firm.check(purpose="informational", channel="sms")
    assert "SMS_OPTED_OUT" in texts["all_reasons"]


async def test_whoever_leaves_people_with_silence_is_stopped(firm: Firm, tmp_path: Path) -> None:
    """No campaign dials yet; the gate that each of their calls will have to pass knows the limit."""
    case = {
        "now_utc": "2026-11-30T15:00:00Z",
        "direction": "outbound",
        "channel": "voice",
        "voice_type": "ai",
        "purpose": "telemarketing",
        "called_number": ADA,
        "tenant": {"id": "a", "seller": "-", "status": "active", "kyc": "verified", "state": "NY"},
        "caller": {"number": "+12125550123", "ownership": "incoming_phone_number", "verified": True},
        "consents": [{"level": "express_written", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"}],
    }
    file = tmp_path / "case.json"
    for abandoned, paused, reason in (
        (0.03, False, "OK"),
        (0.031, False, "ABANDON_RATE_EXCEEDED"),
        (0.0, True, "CAMPAIGN_PAUSED"),
    ):
        campaign = {"campaign_abandon_rate_30d": abandoned, "campaign_paused": paused}
        file.write_text(json.dumps(case | campaign))
        decided = await firm.command("check", "--case", str(file), "--json")
        assert json.loads(decided.stdout)["reason"] == reason
