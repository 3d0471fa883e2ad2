"""Editions of the rulebook, one after the other, and the file that says which one was reviewed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dialora.compliance import book
from dialora.compliance.book import Rulebook, RulebookChanged, check_pinned, make_rulebook, pinned_form
from dialora.compliance.case_input import read_case
from dialora.compliance.engine import decide
from dialora.compliance.tables import TableFile, parse_table, table_files
from unit.compliance.samples import FACTS, INTENT, RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

LIMITS = next(file for file in table_files() if file.table == "limits")
DAYS = [date(2027, month, 1) for month in (3, 1, 5, 2, 4)]


def opening_at(hour: int, day: date) -> TableFile:
    """The limits, with another hour at which people may first be called."""
    content = json.loads(json.dumps(dict(LIMITS.content)))
    content["effective_from"] = day.isoformat()
    content["rows"][0]["value"] = f"{hour:02d}:00"
    return parse_table(f"limits.{day.isoformat()}.json", json.dumps(content))


def book_of(*newer: TableFile) -> Rulebook:
    return make_rulebook((*table_files(), *newer), RULEBOOK.rules)


MONTHLY = book_of(*(opening_at(8 + day.month, day) for day in DAYS))


def test_editions_follow_each_other_by_their_days() -> None:
    starts = [edition.effective_from for edition in MONTHLY.editions]
    assert starts == [LIMITS.effective_from, *sorted(DAYS)]
    assert MONTHLY.newest is MONTHLY.editions[-1]
    assert MONTHLY.newest.effective_from == date(2027, 5, 1)
    assert (MONTHLY.version, MONTHLY.tables, MONTHLY.rules) == (
        MONTHLY.newest.version,
        MONTHLY.newest.tables,
        RULEBOOK.rules,
    )
    following = [MONTHLY.after(edition) for edition in MONTHLY.editions]
    assert following == [*MONTHLY.editions[1:], None]


def test_each_day_has_the_edition_that_is_in_force_on_it() -> None:
    for edition in MONTHLY.editions:
        assert MONTHLY.at(edition.starts) is edition
        assert MONTHLY.at(edition.starts + timedelta(days=20)) is edition
        assert edition.tables.limits.open[0] == (
            8 * 3_600 if edition.effective_from.year == 2026 else (8 + edition.effective_from.month) * 3_600
        )
    second = MONTHLY.editions[1]
    assert MONTHLY.at(second.starts - timedelta(microseconds=1)) is MONTHLY.editions[0]
    assert MONTHLY.at(datetime(2020, 1, 1, tzinfo=UTC)) is MONTHLY.editions[0]


def test_a_version_names_the_day_the_tables_and_the_rules() -> None:
    assert re.fullmatch(r"2026-11-23\+[0-9a-f]{8}\.[0-9a-f]{8}", RULEBOOK.version)
    versions = [edition.version for edition in MONTHLY.editions]
    assert [version[:10] for version in versions] == [str(e.effective_from) for e in MONTHLY.editions]
    assert len({version[11:19] for version in versions}) == 6
    assert len({version[20:] for version in versions}) == 1
    for edition in MONTHLY.editions:
        assert MONTHLY.of_tables(edition.version) is edition
        assert MONTHLY.of_tables(f"{edition.version[:19]}.00000000") is edition


def test_the_next_moment_is_found_in_the_edition_that_will_be_in_force_then() -> None:
    """In New York people are called from eight; by the newer table not before eight in the evening."""
    night = datetime(2027, 1, 2, 4, tzinfo=UTC)
    intent, facts = read_case(
        GOOD | {"purpose": "informational", "now_utc": night.isoformat(), "contact": {}}, RULEBOOK
    )
    assert decide(intent, facts, RULEBOOK).next_allowed_at == datetime(2027, 1, 2, 13, tzinfo=UTC)
    newer = book_of(opening_at(20, date(2027, 1, 3)))
    assert decide(intent, facts, newer).next_allowed_at == datetime(2027, 1, 2, 13, tzinfo=UTC)
    newer = book_of(opening_at(20, date(2027, 1, 2)))
    assert decide(intent, facts, newer).next_allowed_at == datetime(2027, 1, 3, 1, tzinfo=UTC)
    evening = replace(facts, at=datetime(2027, 1, 1, 23, 59, tzinfo=UTC))
    assert decide(intent, evening, newer).allowed


def test_a_call_may_be_allowed_from_the_first_second_of_an_edition() -> None:
    informing = GOOD | {"purpose": "informational", "now_utc": "2026-12-31T23:30:00Z", "contact": {}}
    intent, facts = read_case(informing, RULEBOOK)
    closed_until = book_of(opening_at(20, date(2026, 12, 1)), opening_at(8, date(2027, 1, 1)))
    found = decide(intent, facts, closed_until)
    assert (found.allowed, found.next_allowed_at) == (False, datetime(2027, 1, 1, tzinfo=UTC))
    assert found.rulebook_version == closed_until.editions[1].version


def test_an_edition_that_closes_is_looked_beyond() -> None:
    informing = GOOD | {"purpose": "informational", "now_utc": "2027-02-28T23:00:00Z", "contact": {}}
    intent, facts = read_case(informing, RULEBOOK)
    through = book_of(
        opening_at(20, date(2027, 2, 1)),
        opening_at(19, date(2027, 3, 1)),
        opening_at(9, date(2027, 3, 2)),
    )
    found = decide(intent, facts, through)
    assert found.next_allowed_at == datetime(2027, 3, 1, 0, tzinfo=UTC)
    later = replace(facts, at=datetime(2027, 3, 1, 3, tzinfo=UTC))
    assert decide(intent, later, through).next_allowed_at == datetime(2027, 3, 2, 0, tzinfo=UTC)
    last = replace(facts, at=datetime(2027, 3, 2, 3, tzinfo=UTC))
    assert decide(intent, last, through).next_allowed_at == datetime(2027, 3, 2, 14, tzinfo=UTC)


def test_what_cannot_be_decided_names_the_edition_of_its_moment() -> None:
    broken = replace(FACTS, at=datetime(2027, 1, 15, tzinfo=UTC))
    assert decide(INTENT, broken, MONTHLY).rulebook_version == MONTHLY.editions[1].version


def test_the_pinned_file_is_the_rulebook_as_it_is_pinned() -> None:
    kept = files("dialora.compliance.rulebook").joinpath(book.PINNED).read_text(encoding="utf-8")
    assert pinned_form(RULEBOOK) == kept
    assert json.loads(kept)["version"] == RULEBOOK.version


@pytest.fixture
def pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Another file in the place of the pinned one."""
    monkeypatch.setattr(book, "files", lambda package: tmp_path)
    return lambda text: (tmp_path / book.PINNED).write_text(text) and None


def pinned(**changes: Any) -> str:
    return json.dumps(json.loads(pinned_form(RULEBOOK)) | changes)


def test_without_a_pinned_file_nothing_starts(pin: Callable[[str], None]) -> None:
    with pytest.raises(RulebookChanged):
        book.load_rulebook()
    pin(pinned_form(RULEBOOK))
    assert book.load_rulebook().version == RULEBOOK.version


@pytest.mark.parametrize(
    "text", ["[]", "null", "{}", pinned(tables=[]), pinned(tables=None), pinned(rules=[]), pinned(tables={})]
)
def test_a_pinned_file_that_says_something_else_starts_nothing(text: str, pin: Callable[[str], None]) -> None:
    pin(text)
    with pytest.raises(RulebookChanged):
        check_pinned(RULEBOOK)


def test_a_table_that_is_older_than_the_newest_pinned_one_may_not_be_slipped_in(
    pin: Callable[[str], None],
) -> None:
    reviewed = book_of(opening_at(10, date(2027, 2, 1)))
    tables = json.loads(pinned_form(reviewed))["tables"]
    for order in (sorted(tables), sorted(tables, reverse=True)):
        pin(pinned(tables={name: tables[name] for name in order}))
        check_pinned(reviewed)
        check_pinned(book_of(opening_at(10, date(2027, 2, 1)), opening_at(9, date(2027, 3, 1))))
        slipped = book_of(opening_at(10, date(2027, 2, 1)), opening_at(8, date(2026, 12, 15)))
        with pytest.raises(RulebookChanged):
            check_pinned(slipped)


def test_whatever_came_before_the_first_edition_is_under_the_oldest() -> None:
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    assert MONTHLY.at(long_ago) is MONTHLY.editions[0]
    assert MONTHLY.at(long_ago) is not MONTHLY.newest
