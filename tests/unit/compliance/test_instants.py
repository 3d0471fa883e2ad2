"""An instant is the same in whatever zone it is written: so is the decision."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dialora.compliance.case_input import read_case
from dialora.compliance.engine import decide
from unit.compliance.samples import RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

FAR = timezone(timedelta(hours=13))
EARLY = timezone(timedelta(hours=-11))
CASES = [
    case["input"]
    for name in ("hours", "frequency_and_campaign", "suppression_and_consent", "abroad")
    for case in json.loads(
        (Path(__file__).parents[2] / "law_cases" / f"{name}.json").read_text(encoding="utf-8")
    )["cases"]
    if case["expected"]["reason"] != "ENGINE_ERROR"
]


def elsewhere(value: Any, zone: timezone) -> Any:
    """The same with every instant in it written in another zone."""
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if isinstance(value, tuple):
        return tuple(elsewhere(each, zone) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: elsewhere(getattr(value, f.name), zone) for f in fields(value)})
    return value


@pytest.mark.parametrize("zone", [FAR, EARLY], ids=str)
def test_the_decision_does_not_depend_on_how_an_instant_is_written(zone: timezone) -> None:
    for asked in CASES[::3]:
        intent, facts = read_case(asked, RULEBOOK)
        there = elsewhere(intent, zone), elsewhere(facts, zone)
        assert decide(*there, RULEBOOK) == decide(intent, facts, RULEBOOK), asked


@pytest.mark.parametrize("zone", [FAR, EARLY], ids=str)
@pytest.mark.parametrize("hour", [1, 12, 23])
def test_a_number_is_given_up_on_the_day_of_the_consent_in_utc(hour: int, zone: timezone) -> None:
    """Rules, NUMBER_REASSIGNED: the UTC date of the record."""
    consent = {**GOOD["consents"][0], "obtained_at": f"2026-03-02T{hour:02d}:00:00Z"}  # type: ignore[index]
    for day, reasons in (("2026-03-01", ()), ("2026-03-02", ("NUMBER_REASSIGNED",))):
        asked = GOOD | {"consents": [consent], "rnd_permanently_disconnected_on": day}
        intent, facts = read_case(asked, RULEBOOK)
        assert decide(intent, elsewhere(facts, zone), RULEBOOK).all_reasons == reasons


@pytest.mark.parametrize("zone", [FAR, EARLY], ids=str)
@pytest.mark.parametrize("hour", [1, 12, 23])
def test_a_relationship_ends_by_the_day_of_the_request_in_utc(hour: int, zone: timezone) -> None:
    person = {
        "voice_type": "human",
        "consents": [],
        "revocations": [{"at": f"2026-11-10T{hour:02d}:00:00Z", "scope": "all"}],
    }
    for day, reasons in (("2026-11-09", ("CONSENT_REVOKED",)), ("2026-11-10", ())):
        intent, facts = read_case(GOOD | person | {"ebr": {"last_transaction": day}}, RULEBOOK)
        assert decide(intent, elsewhere(facts, zone), RULEBOOK).all_reasons == reasons
