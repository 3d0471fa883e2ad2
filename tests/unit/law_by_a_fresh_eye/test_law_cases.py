"""Cases written from the rules by somebody who has not read the engine: every one decided as written down."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.case import decide_case, summary
from law_model.written import FILES, Written, changed, comparable, written

AT_LEAST = 600
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_engine_decides_every_case_as_written(file: Path, rulebook: Rulebook) -> None:
    wrong = [said for case in written(file) for said in _disagreements(case, rulebook)]
    assert not wrong, f"{len(wrong)} disagree:\n" + "\n".join(wrong)


def test_a_call_is_allowed_at_the_time_that_was_named_and_not_a_second_sooner(rulebook: Rulebook) -> None:
    waiting = [case for case in written() if case.expected.get("next_allowed_at")]
    early = [case.id for case in waiting if _allowed(case, rulebook, sooner=SECOND)]
    late = [case.id for case in waiting if not _allowed(case, rulebook, sooner=timedelta(0))]
    assert len(waiting) > 100
    assert (early, late) == ([], [])


def test_every_case_has_a_name_of_its_own() -> None:
    names = Counter(case.id for case in written())
    assert [name for name, times in names.items() if times > 1] == []
    assert names.total() >= AT_LEAST


def _disagreements(case: Written, rulebook: Rulebook) -> list[str]:
    decided, expected = comparable(summary(decide_case(case.asked, rulebook))), comparable(case.expected)
    return [
        f"{case.id}: {key} {decided[key]} instead of {value}"
        for key, value in expected.items()
        if decided[key] != value
    ]


def _allowed(case: Written, rulebook: Rulebook, *, sooner: timedelta) -> bool:
    named = datetime.fromisoformat(str(case.expected["next_allowed_at"])).astimezone(UTC)
    asked = changed(case.asked, "now_utc", (named - sooner).isoformat())
    return summary(decide_case(asked, rulebook))["decision"] != "deny"
