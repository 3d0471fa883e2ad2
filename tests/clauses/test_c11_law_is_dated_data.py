"""C11. Law is data with dates, sources and hashes: a newer table rules from its day on, without new code."""

from __future__ import annotations

import json
from datetime import timedelta

from clauses.firm import ADA, CAL, Firm
from dialora.compliance.book import make_rulebook
from dialora.compliance.tables import parse_table, table_files

#: Who is called in the evening, the reason that is given, and whose law it is.
EVENING = (
    (ADA, "QUIET_HOURS_FEDERAL", "47 CFR 64.1200(c)(1)"),
    ("+12055550160", "QUIET_HOURS_STATE", "Ala. Admin. Code"),
    ("+442079460160", "QUIET_HOURS_COUNTRY", ""),
    ("+4930123456", "COUNTRY_TELEMARKETING_BLOCKED", ""),
    ("+14165550160", "QUIET_HOURS_COUNTRY", ""),
)


async def test_each_place_has_its_law_and_a_decision_cites_it(firm: Firm) -> None:
    firm.clock.move(timedelta(hours=11, minutes=30))  # 21:30 in New York, 20:30 in Alabama
    for to, reason, source in EVENING:
        decided = await firm.check(to)
        assert reason in decided["all_reasons"], (to, decided["all_reasons"])
        [found] = [finding for finding in decided["findings"] if finding["reason"] == reason]
        assert found["source"]
        assert source in found["source"]
        assert decided["rulebook_version"] == firm.services.calls.gate.rulebook.version


async def test_the_rulebook_in_force_is_shown_with_its_dates_and_hashes(firm: Firm) -> None:
    shown = json.loads((await firm.command("rulebook")).stdout)
    assert shown["version"] == firm.services.calls.gate.rulebook.version
    dated = {name.rsplit(".", 1)[0] for name in shown["tables"]}
    assert {"windows", "recording", "countries", "holidays", "limits", "npa"} <= dated
    assert all(len(sha) == 64 for sha in shown["tables"].values())
    assert all(rule["source"] for rule in shown["rules"])


async def test_a_newer_table_rules_from_its_day_on_and_what_was_decided_before_stays_right(
    firm: Firm,
) -> None:
    limits = json.loads(json.dumps(next(file.content for file in table_files() if file.table == "limits")))
    [closing] = [row for row in limits["rows"] if row["name"] == "open_until"]
    closing["value"] = "18:00"
    newer = parse_table("limits.2026-12-01.json", json.dumps(limits | {"effective_from": "2026-12-01"}))
    rules = firm.services.calls.gate.rulebook.rules
    stricter = make_rulebook((*table_files(), newer), rules)
    for part in (firm.services.calls.gate, firm.services.foresight, firm.services.decisions):
        object.__setattr__(part, "rulebook", stricter)

    await firm.agreed()
    firm.clock.move(timedelta(hours=8, minutes=30))  # 18:30 in New York, on the last day of November
    before = await firm.call()
    assert before.status_code == 201, before.text
    firm.clock.move(timedelta(days=1))
    after = await firm.call()
    decision = after.json()["decision"]
    assert decision["reason"] == "QUIET_HOURS_PLATFORM"
    assert decision["rulebook_version"].startswith("2026-12-01+")
    assert len(firm.dialled) == 1

    again = await firm.services.decisions.again(firm.tenancy.account.id, before.json()["decision_id"])
    assert again.outcome.value == "equal", "an old decision is judged by the law of its day"
    assert (await firm.check(CAL, "informational"))["rulebook_version"] == decision["rulebook_version"]
