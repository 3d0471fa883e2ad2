"""C21. Do-not-call lists, hours and holidays of whoever is called hold at the moment of each call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from clauses.firm import ADA, CAL, Firm
from worlds import World

PHILADELPHIA = "+12155550160"


async def test_the_national_list_has_a_date_a_source_and_a_word_in_every_sale(
    firm: Firm, tmp_path: Path
) -> None:
    assert "DNC_SCRUB_STALE" in (await firm.check())["all_reasons"], "without a list nobody is sold to"
    file = tmp_path / "national.txt"
    file.write_text(f"{ADA.removeprefix('+1')}\n2125550198\n")
    read = await firm.command("dnc", "import", str(file), "--list", "national", "--date", "2026-11-20")
    assert read.exit_code == 0, read.output
    assert "2 numbers of 2026-11-20 are in use" in read.stdout

    assert "DNC_NATIONAL_LISTED" in (await firm.check(ADA))["all_reasons"]
    [found] = [it for it in (await firm.check(ADA))["findings"] if it["reason"] == "DNC_NATIONAL_LISTED"]
    assert "64.1200(c)(2)" in found["source"]
    other = (await firm.check(CAL))["all_reasons"]
    assert not {"DNC_NATIONAL_LISTED", "DNC_SCRUB_STALE"} & set(other)

    firm.clock.move(timedelta(days=22))
    assert "DNC_SCRUB_STALE" in (await firm.check(CAL))["all_reasons"], "a list of 32 days is too old"
    await firm.agreed_in_writing(ADA)
    assert not {"DNC_NATIONAL_LISTED", "DNC_SCRUB_STALE"} & set((await firm.check(ADA))["all_reasons"])


async def test_a_state_has_its_own_list(firm: Firm, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    for number, kind in (("+12125550198", ["national"]), (PHILADELPHIA, ["state", "--state", "PA"])):
        file.write_text(f"number\n{number}\n")
        read = await firm.command("dnc", "import", str(file), "--date", "2026-11-20", "--list", *kind)
        assert read.exit_code == 0, read.output
    assert "DNC_STATE_LISTED" in (await firm.check(PHILADELPHIA))["all_reasons"]
    assert "DNC_STATE_LISTED" not in (await firm.check(ADA))["all_reasons"]


async def test_one_word_to_the_operator_ends_the_calls_of_every_business(firm: Firm, world: World) -> None:
    await firm.agreed_in_writing(purpose="any")
    stopped = await firm.command("dnc", "stop", ADA, "--reason", "A letter")
    assert stopped.exit_code == 0, stopped.output
    refused = (await firm.call()).json()
    assert refused["decision"]["reason"] == "INTERNAL_DNC", "even a signed consent does not lift it"
    async with firm.store.account(world.barber.account.id) as scope:
        assert (
            await scope.suppression.of_number(firm.number.number, at=firm.clock.now(), since=firm.clock.now())
        ).everywhere is False
    assert firm.dialled == []


async def test_a_list_that_comes_in_between_asking_and_dialling_counts(firm: Firm) -> None:
    """The lists are looked at again with each call: nothing is remembered from a preview."""
    await firm.agreed()
    assert (await firm.check(purpose="informational"))["decision"] != "deny"
    await firm.told("POST", "/v1/dnc-entries", {"number": ADA})
    assert (await firm.call()).status_code == 403
    assert firm.dialled == []


async def test_hours_and_holidays_are_those_of_the_person_who_is_called(firm: Firm) -> None:
    await firm.sells()
    for number in (ADA, CAL, PHILADELPHIA):
        await firm.agreed_in_writing(number)
    early = (await firm.call(CAL)).json()  # 10:00 in New York is 7:00 in California
    assert early["decision"]["reason"] == "QUIET_HOURS_FEDERAL"
    assert early["decision"]["next_allowed_at"] == "2026-11-30T17:00:00.000000Z", "machines from nine on"
    firm.clock.move(timedelta(hours=1, minutes=59, seconds=59))
    assert (await firm.call(CAL)).status_code == 403, "one second before"
    firm.clock.move(timedelta(seconds=1))
    assert (await firm.call(CAL)).status_code == 201
    firm.clock.move(timedelta(days=25))  # Christmas
    refused = (await firm.call(PHILADELPHIA)).json()
    assert refused["decision"]["reason"] == "HOLIDAY_PROHIBITED"
    assert (await firm.call(ADA)).status_code == 201, "New York lets sales ring on that day"
    assert firm.dialled == [CAL, ADA]
