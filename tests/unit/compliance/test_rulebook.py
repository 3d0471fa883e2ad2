"""The rulebook: its tables are checked when read, it is pinned, and its version names both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialora.compliance import book
from dialora.compliance.book import Rulebook, RulebookChanged, check_pinned, make_rulebook, pinned_form
from dialora.compliance.places import Treatment
from dialora.compliance.rule import GATES, RULES
from dialora.compliance.tables import TableFile, TableInvalid, parse_table, table_files
from unit.compliance.samples import RULEBOOK

ALL = table_files()
FILES = {file.table: file for file in ALL}


def test_the_rulebook_is_the_pinned_one() -> None:
    check_pinned(RULEBOOK)
    pinned = json.loads(pinned_form(RULEBOOK))
    gates = [each["gate"] for each in pinned["rules"]]
    assert gates == sorted(gates, key=GATES.index)
    assert set(gates) == set(GATES)
    assert len(pinned["rules"]) == len(RULES) == 51
    assert len(pinned["tables"]) == 7


def book_of(tables: dict[str, TableFile]) -> Rulebook:
    return make_rulebook(tables.values(), RULEBOOK.rules)


def test_a_rule_that_is_lost_is_noticed() -> None:
    lost = make_rulebook(ALL, RULEBOOK.rules[1:])
    assert lost.version != RULEBOOK.version
    with pytest.raises(RulebookChanged):
        check_pinned(lost)


@pytest.mark.parametrize(
    "change", [{"gate": "G2"}, {"order": 11}, {"source": "another law"}, {"name": "renamed"}]
)
def test_a_rule_that_moved_is_noticed(change: dict[str, Any]) -> None:
    first, *others = RULEBOOK.rules
    moved = make_rulebook(ALL, (replace(first, **change), *others))
    with pytest.raises(RulebookChanged):
        check_pinned(moved)


def changed(table: str, change: Callable[[dict[str, Any]], object]) -> dict[str, TableFile]:
    """The tables with one of them altered."""
    content = json.loads(json.dumps(dict(FILES[table].content)))
    change(content)
    name = f"{table}.{FILES[table].effective_from}.json"
    return dict(FILES) | {table: parse_table(name, json.dumps(content))}


def test_a_table_that_says_something_else_is_noticed() -> None:
    files = changed("recording", lambda t: t["rows"][0].update(treatment="one_party"))
    with pytest.raises(RulebookChanged):
        check_pinned(book_of(files))


def test_white_space_in_a_table_does_not_count() -> None:
    name = f"npa.{FILES['npa'].effective_from}.json"
    again = parse_table(name, json.dumps(dict(FILES["npa"].content), indent=3))
    assert again.sha256 == FILES["npa"].sha256


SPOILED: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "no rows": ("recording", lambda t: t.update(rows=[])),
    "a row that is none": ("recording", lambda t: t["rows"].append("CA")),
    "a place twice": ("recording", lambda t: t["rows"].append(t["rows"][0])),
    "a treatment nobody knows": ("recording", lambda t: t["rows"][0].update(treatment="whatever")),
    "no statute": ("recording", lambda t: t["rows"][0].pop("statute")),
    "no confidence": ("recording", lambda t: t["rows"][0].update(confidence="quite")),
    "no row for other countries": ("recording", lambda t: t["rows"].pop()),
    "another order": ("recording", lambda t: t["strictest_last"].reverse()),
    "no unknown place": ("recording", lambda t: t.update(unknown_place="free")),
    "a state without a row": ("recording", lambda t: t["rows"].pop(0)),
    "an area code twice": ("npa", lambda t: t["rows"].append(t["rows"][0])),
    "an area code misspelt": ("npa", lambda t: t["rows"][0].update(npa="12")),
    "an area code placed and placeless": ("npa", lambda t: t["toll_free"].append("212")),
    "no states": ("npa", lambda t: t["rows"][0].update(states=[])),
    "states that are no text": ("npa", lambda t: t["rows"][0].update(states=[5])),
    "no toll-free codes": ("npa", lambda t: t.pop("toll_free")),
    "no US": ("countries", lambda t: t["rows"].pop(0)),
    "a country twice": ("countries", lambda t: t["rows"].append(t["rows"][1])),
    "no other country": ("countries", lambda t: t["rows"].pop()),
    "a country whose hours are none": (
        "countries",
        lambda t: t["rows"][1].update(mon_fri=["08:00", "21:00"]),
    ),
    "a country in a zone nobody knows": (
        "countries",
        lambda t: t["rows"][1].update(zones=["Europe/Nowhere"]),
    ),
    "any other country opened": ("countries", lambda t: t["rows"][-1].update(outbound="deny_telemarketing")),
    "a country without hours": ("countries", lambda t: t["rows"][1].pop("sun")),
    "a state twice": ("windows", lambda t: t["rows"].append(t["rows"][0])),
    "a state lost": ("windows", lambda t: t["rows"].pop(0)),
    "a window that ends before it begins": ("windows", lambda t: t["rows"][0].update(sat=["20:00", "08:00"])),
    "a window without a time": ("windows", lambda t: t["rows"][0].update(sat=["8", "20:00"])),
    "a day that is left out": ("windows", lambda t: t["rows"][0].pop("sun")),
    "holidays nobody knows": ("windows", lambda t: t["rows"][0].update(holidays="sometimes")),
    "a state in a zone nobody knows": ("windows", lambda t: t["rows"][0].update(zones=["America/Nowhere"])),
    "a cap of nothing": ("windows", lambda t: t["rows"][0].update(cap={"calls": 0, "hours": 24})),
    "a cap that is none": ("windows", lambda t: t["rows"][0].update(cap="3 a day")),
    "a flag that is none": ("windows", lambda t: t["rows"][0].update(ask_to_continue="yes")),
    "a need nobody knows": ("windows", lambda t: t["rows"][0].update(automated_sales="luck")),
    "a deadline of no seconds": ("windows", lambda t: t["rows"][0].update(identify_within_s=0)),
    "a state of holidays lost": ("holidays", lambda t: t["rows"].pop(0)),
    "a holiday outside the table": ("holidays", lambda t: t["rows"][0]["days"].update({"2031-01-01": "x"})),
    "a holiday that is no day": ("holidays", lambda t: t["rows"][0]["days"].update({"New Year": "x"})),
    "holidays of no years": ("holidays", lambda t: t.pop("through")),
    "a limit lost": ("limits", lambda t: t["rows"].pop(3)),
    "a limit twice": ("limits", lambda t: t["rows"].append(t["rows"][0])),
    "a limit that is no count": ("limits", lambda t: t["rows"][3].update(value="31")),
    "a share that is none": ("limits", lambda t: t["rows"][-1].update(value=3)),
    "no short numbers": ("limits", lambda t: t.update(short_numbers=[])),
    "a short number that is none": ("limits", lambda t: t.update(short_numbers=["nine"])),
    "an area code in a zone nobody knows": ("npa", lambda t: t["rows"][0].update(zones=["EST5"])),
    "no zones by ZIP": ("npa", lambda t: t.pop("zip_zones")),
    "a ZIP in a zone nobody knows": ("npa", lambda t: t.update(zip_zones={"865": ["America/Navajoland"]})),
    "a set twice": ("phrases", lambda t: t["sets"].append(t["sets"][0])),
    "a set missing": ("phrases", lambda t: t["sets"].pop()),
    "a phrase without words": ("phrases", lambda t: t["sets"][0]["phrases"].append("!!")),
    "a guard that is no pattern": ("phrases", lambda t: t["guards"][0].update(pattern="(")),
    "a guard on no side": ("phrases", lambda t: t["guards"][0].update(side="above")),
}


@pytest.mark.parametrize(("table", "change"), list(SPOILED.values()), ids=list(SPOILED))
def test_a_spoiled_table_is_refused(table: str, change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(TableInvalid):
        book_of(changed(table, change))


@pytest.mark.parametrize("table", book.TABLES)
def test_nothing_is_decided_without_a_table(table: str) -> None:
    with pytest.raises(TableInvalid, match=table):
        book_of({name: file for name, file in FILES.items() if name != table})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("npa.2026-11-23.json", "not json"),
        ("npa.2026-11-23.json", "[]"),
        ("npa.2026-11-23.json", '{"table":"npa","effective_from":"2026-11-24"}'),
        ("npa.2026-11-23.json", '{"table":"recording","effective_from":"2026-11-23"}'),
        ("npa.json", '{"table":"npa","effective_from":"2026-11-23"}'),
    ],
)
def test_a_file_must_be_what_its_name_says(name: str, text: str) -> None:
    with pytest.raises(TableInvalid):
        parse_table(name, text)


def newer(table: str, day: date, change: Callable[[dict[str, Any]], object]) -> TableFile:
    """A table that takes effect later."""
    content = json.loads(json.dumps(dict(FILES[table].content)))
    change(content)
    content["effective_from"] = day.isoformat()
    return parse_table(f"{table}.{day.isoformat()}.json", json.dumps(content))


FEBRUARY = date(2027, 2, 1)
STRICTER = newer("limits", FEBRUARY, lambda t: t["rows"][0].update(value="10:00"))


def test_a_newer_table_takes_effect_on_its_day_and_no_sooner() -> None:
    book = make_rulebook((*ALL, STRICTER), RULEBOOK.rules)
    before, on = (book.at(datetime(2027, *day, tzinfo=UTC)) for day in ((1, 31, 23, 59), (2, 1)))
    assert (before.version, before.tables.limits.open[0]) == (RULEBOOK.version, 8 * 3_600)
    assert (on.version[:11], on.tables.limits.open[0]) == ("2027-02-01+", 10 * 3_600)
    assert book.at(datetime(2020, 1, 1, tzinfo=UTC)) is book.editions[0]
    assert book.of_tables(before.version) is before
    assert book.of_tables("2020-01-01+nothing") is None


def test_a_newer_table_may_be_added_to_the_pinned_ones() -> None:
    check_pinned(make_rulebook((*ALL, STRICTER), RULEBOOK.rules))


def test_a_table_from_before_the_others_changes_nothing() -> None:
    older = newer("limits", date(2026, 1, 1), lambda t: t["rows"][0].update(value="10:00"))
    assert make_rulebook((*ALL, older), RULEBOOK.rules) == make_rulebook(ALL, RULEBOOK.rules)


def test_a_table_nobody_reads_is_a_mistake() -> None:
    stray = parse_table("stray.2026-11-23.json", '{"table":"stray","effective_from":"2026-11-23"}')
    with pytest.raises(TableInvalid, match="stray"):
        make_rulebook((*ALL, stray), RULEBOOK.rules)


def test_every_row_for_a_place_names_its_statute_and_source() -> None:
    rows = RULEBOOK.tables.recording.rows
    assert len([place for place in rows if place.startswith("US-")]) == 56
    assert all(row.statute for row in rows.values())
    assert rows["*"].treatment is Treatment.EXPLICIT_CONSENT


def test_no_area_code_is_in_two_states_that_differ() -> None:
    assert all(len(states) == 1 for states in RULEBOOK.tables.npa.states.values())
