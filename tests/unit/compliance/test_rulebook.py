"""The rulebook: its tables are checked when read, it is pinned, and its version names both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialora.compliance import book
from dialora.compliance.book import RulebookChanged, check_pinned, make_rulebook, pinned_form
from dialora.compliance.places import Treatment
from dialora.compliance.tables import TableFile, TableInvalid, parse_table, table_files
from unit.compliance.samples import RULEBOOK

FILES = table_files()


def test_the_rulebook_is_the_pinned_one() -> None:
    check_pinned(RULEBOOK)
    pinned = json.loads(pinned_form(RULEBOOK))
    assert [each["rule"] for each in pinned["rules"]] == [
        "within_the_rulebook",
        "account_standing",
        "transfer_destination",
        "number_ownership",
        "ai_disclosure",
        "recording_consent",
    ]
    assert len(pinned["tables"]) == 4


def test_a_rule_that_is_lost_is_noticed() -> None:
    lost = make_rulebook(FILES, RULEBOOK.rules[1:])
    assert lost.version != RULEBOOK.version
    with pytest.raises(RulebookChanged):
        check_pinned(lost)


@pytest.mark.parametrize(
    "change", [{"gate": "G2"}, {"order": 11}, {"source": "another law"}, {"name": "renamed"}]
)
def test_a_rule_that_moved_is_noticed(change: dict[str, Any]) -> None:
    first, *others = RULEBOOK.rules
    moved = make_rulebook(FILES, (replace(first, **change), *others))
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
        check_pinned(make_rulebook(files, RULEBOOK.rules))


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
    "a set twice": ("phrases", lambda t: t["sets"].append(t["sets"][0])),
    "a set missing": ("phrases", lambda t: t["sets"].pop()),
    "a phrase without words": ("phrases", lambda t: t["sets"][0]["phrases"].append("!!")),
    "a guard that is no pattern": ("phrases", lambda t: t["guards"][0].update(pattern="(")),
    "a guard on no side": ("phrases", lambda t: t["guards"][0].update(side="above")),
}


@pytest.mark.parametrize(("table", "change"), list(SPOILED.values()), ids=list(SPOILED))
def test_a_spoiled_table_is_refused(table: str, change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(TableInvalid):
        make_rulebook(changed(table, change), RULEBOOK.rules)


@pytest.mark.parametrize("table", book.TABLES)
def test_nothing_is_decided_without_a_table(table: str) -> None:
    with pytest.raises(TableInvalid, match=table):
        make_rulebook({name: file for name, file in FILES.items() if name != table}, RULEBOOK.rules)


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


def test_a_newer_table_moves_the_version() -> None:
    newer = replace(FILES["npa"], effective_from=date(2027, 2, 1))
    version = make_rulebook(dict(FILES) | {"npa": newer}, RULEBOOK.rules).version
    assert version.startswith("2027-02-01+")


def test_every_row_for_a_place_names_its_statute_and_source() -> None:
    rows = RULEBOOK.tables.recording.rows
    assert len([place for place in rows if place.startswith("US-")]) == 56
    assert all(row.statute for row in rows.values())
    assert rows["*"].treatment is Treatment.EXPLICIT_CONSENT


def test_no_area_code_is_in_two_states_that_differ() -> None:
    assert all(len(states) == 1 for states in RULEBOOK.tables.npa.states.values())
