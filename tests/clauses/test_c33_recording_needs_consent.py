"""C33. Nothing of a call is kept before the law of both its ends allows it, and a no deletes what was."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from clauses.firm import ADA, CAL, Firm
from dialora.testing import FakePhone
from services.owner import owner_of

BRISK = True

NEW_YORK, CALIFORNIA, BERLIN, MUNICH = "+12125550147", "+14155550147", "+4930123456", "+4989123456"
#: What callers say, and what they are answered.
ASKED, ANSWERED = "Where can I park?", "behind the building"


async def asks(phone: FakePhone) -> None:
    await phone.says(ASKED)
    await phone.hears(ANSWERED)
    await phone.waits(1.2)


async def talks(phone: FakePhone) -> None:
    await phone.hears("How can I help you?")
    await asks(phone)


async def minds(phone: FakePhone) -> None:
    await talks(phone)
    await phone.says("Please don't record this call.")
    await phone.hears("what was recorded is deleted")
    await asks(phone)


async def says_no(phone: FakePhone) -> None:
    await phone.hears("Please say yes or no.")
    await phone.says("No.")
    await talks(phone)


async def says_yes_after_a_while(phone: FakePhone) -> None:
    await phone.hears("Please say yes or no.")
    await phone.says("Yes.")
    await talks(phone)


def words(call: dict[str, Any]) -> str:
    return " ".join(turn["caller_text"] + turn["agent_text"] for turn in call["turns"])


async def test_what_may_be_kept_is_kept_and_nothing_else_is_found_anywhere(
    firm: Firm, tmp_path: Path, database_url: str
) -> None:
    kept, refused, never, agreed = await asyncio.gather(
        firm.talks(await firm.rung(NEW_YORK), talks),
        firm.talks(await firm.rung(CALIFORNIA), minds),
        firm.talks(await firm.rung(BERLIN), says_no),
        firm.talks(await firm.rung(MUNICH), says_yes_after_a_while),
    )
    for call in (kept, agreed):
        assert call["recording"] == "kept"
        assert ANSWERED in words(call)
        sound = await firm.http.get(f"/v1/calls/{call['id']}/recording")
        assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/wav")
    for call in (refused, never):
        assert call["recording"] == "refused"
        assert call["end_reason"] == "caller_hung_up", "the call went on"
        assert words(call).strip() == ""
        assert (await firm.http.get(f"/v1/calls/{call['id']}/recording")).status_code == 404
    assert len(list(tmp_path.rglob("*.sealed"))) == 2
    with owner_of(database_url) as owner:
        owner.execute("alter table turns no force row level security")
        sealed = owner.execute(
            "select distinct call_id from turns where caller_text_sealed is not null"
        ).fetchall()
        owner.rollback()
    assert {call_id for (call_id,) in sealed} == {kept["id"], agreed["id"]}
    [question] = [it for it in agreed["notices"] if it["kind"] == "recording_question"]
    assert "yes" not in words(agreed).casefold().split(), "nothing before the yes, nor the yes itself"
    assert question["end_ms"] > 0


async def test_the_stricter_of_both_ends_decides(firm: Firm) -> None:
    conditions = {}
    for ours in ("NY", "CA"):
        for theirs in (NEW_YORK, CALIFORNIA):
            said = await firm.command("check", theirs, "--state", ours, "--json")
            found = json.loads(said.stdout)["conditions"]
            [conditions[ours, theirs]] = [it for it in found if it.startswith("RECORDING_")]
    everybody = "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL"
    assert conditions == {
        ("NY", NEW_YORK): "RECORDING_ANNOUNCE",
        ("NY", CALIFORNIA): everybody,
        ("CA", NEW_YORK): everybody,
        ("CA", CALIFORNIA): everybody,
    }
    for number in (ADA, CAL):
        await firm.agreed(number)
    firm.clock.move(timedelta(hours=2))
    assert everybody in (await firm.check(CAL, "informational"))["conditions"], "calls out too"
    assert "RECORDING_ANNOUNCE" in (await firm.check(ADA, "informational"))["conditions"]
