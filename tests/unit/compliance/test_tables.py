"""Tables as they are read: what every row must say, and what every cell may be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialora.compliance.countries import Outbound, parse_countries
from dialora.compliance.holiday_table import parse_holidays
from dialora.compliance.limits import parse_limits
from dialora.compliance.phrases import parse_phrases
from dialora.compliance.places import Treatment, check_together, parse_npa, parse_recording
from dialora.compliance.spans import clock, holds, seconds, span
from dialora.compliance.tables import Row, TableFile, TableInvalid, is_zone, parse_table, table_files
from dialora.compliance.windows import AutomatedSales, Holidays, parse_windows
from unit.compliance.samples import RULEBOOK

FILES = {file.table: file for file in table_files()}
TABLES = RULEBOOK.tables
PARSERS: dict[str, Callable[[TableFile], Any]] = {
    "recording": parse_recording,
    "npa": parse_npa,
    "countries": parse_countries,
    "windows": parse_windows,
    "holidays": parse_holidays,
    "limits": parse_limits,
    "phrases": parse_phrases,
}
MUST: dict[str, tuple[str, ...]] = {
    "recording/rows": ("place", "name", "treatment", "statute", "read", "confidence"),
    "npa/rows": ("npa", "states", "zones", "confidence"),
    "countries/rows": (
        *("country", "name", "outbound", "zones", "mon_fri", "sat", "sun", "holidays", "source"),
        *("read", "confidence"),
    ),
    "windows/rows": (
        *("state", "name", "zones", "mon_fri", "sat", "sun", "holidays", "calls", "automated_sales"),
        *("statute", "source", "read", "confidence"),
    ),
    "holidays/rows": ("state", "days", "source", "confidence"),
    "limits/rows": ("name", "value", "source", "confidence"),
    "phrases/sets": ("name", "language", "phrases", "source", "confidence"),
    "phrases/guards": ("name", "language", "side", "means", "pattern"),
}
FLAGS = (
    *("consent_lifts", "ask_to_continue", "emergency_ban", "say_artificial", "seller_registers"),
    "information_needs_consent",
)


def read_with(table: str, change: Callable[[dict[str, Any]], object]) -> None:
    """The rulebook with one table altered. Raises TableInvalid where it is refused."""
    content = json.loads(json.dumps(dict(FILES[table].content)))
    change(content)
    parsed = PARSERS[table](replace(FILES[table], content=content))
    if table != "phrases":
        check_together(replace(TABLES, **{table: parsed}))


@pytest.mark.parametrize(
    ("where", "cell"), [(where, cell) for where, cells in MUST.items() for cell in cells]
)
def test_a_row_says_all_that_it_must(where: str, cell: str) -> None:
    table, key = where.split("/")
    with pytest.raises(TableInvalid):
        read_with(table, lambda t: t[key][1].pop(cell))


@pytest.mark.parametrize(
    ("where", "cell"), [(where, cell) for where, cells in MUST.items() for cell in cells if cell != "value"]
)
@pytest.mark.parametrize("value", ["", 5, True, {}], ids=repr)
def test_a_cell_is_of_its_kind(where: str, cell: str, value: object) -> None:
    table, key = where.split("/")
    with pytest.raises(TableInvalid):
        read_with(table, lambda t: t[key][1].update({cell: value}))


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_is_true_or_false_or_left_out(flag: str) -> None:
    read_with("windows", lambda t: t["rows"][0].pop(flag, None))
    for value in (None, 0, "true"):
        with pytest.raises(TableInvalid):
            read_with("windows", lambda t, v=value: t["rows"][0].update({flag: v}))  # type: ignore[misc]


SPOILED: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "phrases of a kind twice": ("phrases", lambda t: t["sets"].append(t["sets"][0])),
    "no phrases of a kind in a language": ("phrases", lambda t: t["sets"].pop(0)),
    "a phrase without words": ("phrases", lambda t: t["sets"][0]["phrases"].append("!?")),
    "an empty phrase": ("phrases", lambda t: t["sets"][0]["phrases"].append("")),
    "a phrase that is a number": ("phrases", lambda t: t["sets"][0]["phrases"].append(5)),
    "no phrase but numbers": ("phrases", lambda t: t["sets"][0].update(phrases=[5, 6])),
    "one zone nobody knows": ("countries", lambda t: t["rows"][1]["zones"].append("Mars/Olympus")),
    "a territory with a row of its own": (
        "countries",
        lambda t: t["rows"].append(t["rows"][1] | {"country": "PR"}),
    ),
    "the US twice": ("countries", lambda t: t["rows"].append(t["rows"][0])),
    "no territories": ("countries", lambda t: t["rows"][0].pop("also")),
    "a span of one end": ("countries", lambda t: t["rows"][1].update(sat=[["10:00"]])),
    "a span of three ends": ("countries", lambda t: t["rows"][1].update(sat=[["10:00", "11:00", "12:00"]])),
    "no span on a day that is open": ("countries", lambda t: t["rows"][1].update(sat=[])),
    "a span of no length": ("windows", lambda t: t["rows"][0].update(sat=["10:00", "10:00"])),
    "a time with seconds": ("windows", lambda t: t["rows"][0].update(sat=["10:00:00", "11:00"])),
    "an hour that no day has": ("windows", lambda t: t["rows"][0].update(sat=["10:00", "24:01"])),
    "a time that is a number": ("windows", lambda t: t["rows"][0].update(sat=[10, 11])),
    "a window that is a word": ("windows", lambda t: t["rows"][0].update(sat="8")),
    "a state's holidays twice": ("holidays", lambda t: t["rows"].append(t["rows"][0])),
    "a state without a holiday": ("holidays", lambda t: t["rows"][0].update(days={})),
    "holidays in a list": ("holidays", lambda t: t["rows"][0].update(days=["2026-12-25"])),
    "a day before the table": ("holidays", lambda t: t["rows"][0]["days"].update({"2025-12-31": "x"})),
    "a day after the table": ("holidays", lambda t: t["rows"][0]["days"].update({"2028-01-01": "x"})),
    "holidays from no day": ("holidays", lambda t: t.pop("from")),
    "a cap without hours": ("windows", lambda t: t["rows"][0].update(cap={"calls": 3})),
    "a cap of a true": ("windows", lambda t: t["rows"][0].update(cap={"calls": True, "hours": 24})),
    "a cap of a half": ("windows", lambda t: t["rows"][0].update(cap={"calls": 1.5, "hours": 24})),
    "a cap of a flag that is none": (
        "windows",
        lambda t: t["rows"][0].update(cap={"calls": 1, "hours": 8, "same_subject": 1}),
    ),
    "a deadline of a true": ("windows", lambda t: t["rows"][0].update(identify_within_s=True)),
    "holidays of three ends": ("windows", lambda t: t["rows"][0].update(holidays=["8", "9", "10"])),
    "a share of one": ("limits", lambda t: value_of(t, "abandoned_share").update(value=1.0)),
    "a share below nothing": ("limits", lambda t: value_of(t, "abandoned_share").update(value=-0.1)),
    "a share that is a whole": ("limits", lambda t: value_of(t, "abandoned_share").update(value=0)),
    "a count of a true": ("limits", lambda t: value_of(t, "registry_days").update(value=True)),
    "a count of nothing": ("limits", lambda t: value_of(t, "registry_days").update(value=0)),
    "a day that closes before it opens": (
        "limits",
        lambda t: value_of(t, "open_from").update(value="22:00"),
    ),
    "short numbers in no list": ("limits", lambda t: t.update(short_numbers="911")),
    "a short number that is a number": ("limits", lambda t: t["short_numbers"].append(112)),
    "an area code that begins with one": ("npa", lambda t: t["rows"][0].update(npa="112")),
    "an area code of four": ("npa", lambda t: t["rows"][0].update(npa="2121")),
    "an area code of letters": ("npa", lambda t: t["rows"][0].update(npa="2a2")),
    "an area code in other digits": ("npa", lambda t: t["rows"][0].update(npa="2١2")),
    "a toll-free code that is none": ("npa", lambda t: t["toll_free"].append("8000")),
    "a toll-free code that is a number": ("npa", lambda t: t["toll_free"].append(800)),
    "personal codes in no list": ("npa", lambda t: t.update(personal="500")),
    "no premium codes": ("npa", lambda t: t.pop("premium")),
    "no premium exchanges": ("npa", lambda t: t.pop("premium_exchange")),
    "a premium code with a place": ("npa", lambda t: t["premium"].append("212")),
    "a personal code with a place": ("npa", lambda t: t["personal"].append("212")),
    "zones by ZIP in a list": ("npa", lambda t: t.update(zip_zones=[])),
    "a ZIP whose zones are a word": ("npa", lambda t: t.update(zip_zones={"865": "America/Denver"})),
    "a ZIP whose zone is a number": ("npa", lambda t: t.update(zip_zones={"865": [5]})),
    "an area code in a state without a row": ("npa", lambda t: t["rows"][0].update(states=["ZZ"])),
    "any other country recorded freely": (
        "recording",
        lambda t: t["rows"][-1].update(treatment="one_party"),
    ),
    "an unknown place that is no word": ("recording", lambda t: t.update(unknown_place=None)),
    "a territory without recording": ("recording", lambda t: lose(t, "place", "US-PR")),
    "a territory without hours": ("windows", lambda t: lose(t, "state", "GU")),
    "a set that is none": ("phrases", lambda t: t["sets"][0].update(name="maybe")),
    "a language nobody reads": ("phrases", lambda t: t["sets"][0].update(language="fr")),
    "a set of no phrases": ("phrases", lambda t: t["sets"][0].update(phrases=[])),
    "a guard in a language nobody reads": ("phrases", lambda t: t["guards"][0].update(language="fr")),
    "a guard that means stop": ("phrases", lambda t: t["guards"][0].update(means="stop")),
    "a guard of nothing": ("phrases", lambda t: t["guards"][0].update(pattern="")),
    "a guard of a pattern that is none": ("phrases", lambda t: t["guards"][0].update(of="(")),
    "no guards": ("phrases", lambda t: t.update(guards=[])),
}


def test_the_least_that_may_be_meant_is_read() -> None:
    read_with("limits", lambda t: value_of(t, "registry_days").update(value=1))
    read_with("limits", lambda t: value_of(t, "abandoned_share").update(value=0.0))
    read_with("windows", lambda t: t["rows"][0].update(cap={"calls": 1, "hours": 1}, identify_within_s=1))
    read_with("windows", lambda t: t["rows"][0].update(sat=["00:00", "24:00"]))
    read_with("holidays", lambda t: t["rows"][0]["days"].update({"2026-01-01": "x", "2027-12-31": "x"}))


def value_of(table: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in table["rows"] if row["name"] == name)
    return found


def lose(table: dict[str, Any], key: str, value: str) -> None:
    table["rows"] = [row for row in table["rows"] if row[key] != value]


@pytest.mark.parametrize(("table", "change"), list(SPOILED.values()), ids=list(SPOILED))
def test_a_table_that_cannot_be_meant_is_refused(
    table: str, change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(TableInvalid):
        read_with(table, change)


def test_the_states_say_what_the_law_says() -> None:
    rows = TABLES.windows.rows
    assert len(rows) == 56
    alabama, nebraska, maine, florida = (rows[state] for state in ("AL", "NE", "ME", "FL"))
    assert (alabama.holidays, alabama.days[6], alabama.days[5]) == (
        Holidays.PROHIBITED,
        None,
        (8 * 3_600, 20 * 3_600),
    )
    assert (nebraska.holidays, nebraska.holiday_hours) == (Holidays.HOURS, (13 * 3_600, 21 * 3_600))
    assert (nebraska.automated_only, florida.automated_only) == (True, False)
    assert (maine.automated_sales, florida.automated_sales) == (
        AutomatedSales.ASKED_FOR,
        AutomatedSales.WRITTEN_CONSENT,
    )
    assert rows["NM"].automated_sales is AutomatedSales.RELATIONSHIP
    assert (florida.cap, maine.cap) != (None, None)
    assert florida.cap is not None
    assert maine.cap is not None
    assert (florida.cap.calls, florida.cap.within, florida.cap.same_subject) == (3, timedelta(days=1), True)
    assert (maine.cap.calls, maine.cap.within, maine.cap.automated_only) == (1, timedelta(hours=8), True)
    assert florida.holidays is Holidays.ALLOWED
    assert florida.holiday_hours is None
    assert rows["UT"].consent_lifts
    assert {state for state, row in rows.items() if row.seller_registers} == {"TX", "FL", "WA"}
    assert {state for state, row in rows.items() if row.emergency_ban} == {"LA", "NY"}
    assert {state for state, row in rows.items() if row.say_artificial} == {"CA"}
    assert {state for state, row in rows.items() if row.information_needs_consent} == {"MN", "ND", "IN", "MT"}
    assert rows["OR"].cap is not None
    assert rows["OR"].cap.relationship_lifts
    assert not florida.cap.relationship_lifts


def test_the_countries_say_what_the_law_says() -> None:
    countries = TABLES.countries
    assert countries.united_states == {"US", "PR", "GU", "VI", "AS", "MP"}
    assert countries.row("GB").outbound is Outbound.ALLOW_WITH_WRITTEN_CONSENT
    assert countries.row("DE").outbound is Outbound.DENY_TELEMARKETING
    assert countries.row("KE") is countries.row(None) is countries.row("*")
    assert countries.row("*").outbound is Outbound.DENY_ALL_OUTBOUND
    france = countries.row("FR")
    assert (france.holidays_prohibited, countries.row("GB").holidays_prohibited) == (True, False)
    assert france.days[0] == ((10 * 3_600, 13 * 3_600), (14 * 3_600, 20 * 3_600))
    assert france.days[:5] == (france.days[0],) * 5
    assert france.days[5:] == ((), ())
    assert "US" not in countries.rows


def test_the_limits_say_what_the_law_says() -> None:
    limits = TABLES.limits
    assert limits.short_numbers >= {"911", "988", "112"}
    assert limits.open == (8 * 3_600, 21 * 3_600)
    assert (limits.callback, limits.registry_days) == (timedelta(minutes=15), 31)
    assert (limits.relationship_months, limits.inquiry_months) == (18, 3)
    assert (limits.sales_calls, limits.sales_within) == (3, timedelta(hours=24))
    assert (limits.exempt_calls, limits.exempt_within) == (3, timedelta(days=30))
    assert (limits.debt_calls, limits.debt_within) == (7, timedelta(days=7))
    assert limits.abandoned_share == 0.03


def test_area_codes_and_holidays_say_where_and_when() -> None:
    npa = TABLES.npa
    assert npa.states["212"] == ("NY",)
    assert set(npa.zones["423"]) == {"America/New_York", "America/Chicago"}
    assert npa.placeless == npa.toll_free | npa.personal | npa.premium
    assert (npa.premium, npa.premium_exchange) == ({"900"}, {"976"})
    assert npa.zip_zones == {"865": ("America/Denver",)}
    days = TABLES.holidays
    assert (days.first, days.last) == (date(2026, 1, 1), date(2027, 12, 31))
    assert days.days["PA"][date(2026, 11, 26)] == "Thanksgiving"
    assert TABLES.recording.unknown_place is Treatment.ALL_PARTY
    assert TABLES.recording.in_country("KE").place == "*"
    assert TABLES.recording.in_country("DE").name == "Germany"
    assert TABLES.recording.in_state("ZZ") is None


def test_a_span_holds_its_first_second_and_not_its_last() -> None:
    one = span(["08:00", "21:30"], "here")
    assert one == (28_800, 77_400)
    assert [holds(one, second) for second in (28_799, 28_800, 77_399, 77_400)] == [False, True, True, False]
    assert (seconds("00:00", "x"), seconds("24:00", "x"), seconds("09:05", "x")) == (0, 86_400, 32_700)
    assert (clock(28_800), clock(77_400), clock(300), clock(86_400)) == ("08:00", "21:30", "00:05", "24:00")


def test_a_zone_is_one_that_somebody_knows() -> None:
    assert is_zone("America/New_York")
    assert not is_zone("America/Nowhere")


ROW = Row(where="a table: rows 3", cells={"none": None, "word": "x", "words": ["x", "y"], "two": 2})


def test_what_a_row_leaves_out_may_be_left_out() -> None:
    assert (ROW.optional_text("none"), ROW.optional_text("lost"), ROW.optional_text("word")) == (
        None,
        None,
        "x",
    )
    assert (ROW.optional_count("none"), ROW.optional_count("lost"), ROW.optional_count("two")) == (
        None,
        None,
        2,
    )
    assert (ROW.flag("lost"), ROW.texts("words"), ROW.count("two")) == (False, ("x", "y"), 2)
    assert replace(ROW, cells={"confidence": "low"}).confidence() == "low"


def test_files_are_read_in_the_order_of_their_days() -> None:
    assert [file.table for file in table_files()] == sorted(FILES)
    assert all(len(file.sha256) == 64 for file in FILES.values())


@pytest.mark.parametrize(
    "name",
    [
        "limits.2026-02-30.json",
        "Limits.2026-11-23.json",
        "limits.2026-11-23.json.old",
        "limits.2026-11-23.yml",
    ],
)
def test_a_file_of_another_name_is_no_table(name: str) -> None:
    with pytest.raises((TableInvalid, ValueError)):
        parse_table(name, json.dumps(dict(FILES["limits"].content)))


def test_what_weakens_a_stop_in_one_language_does_not_in_another() -> None:
    guards = FILES["phrases"].content["guards"]
    assert isinstance(guards, list)
    languages = [row["language"] for row in guards if isinstance(row, dict)]
    for language, phrases in parse_phrases(FILES["phrases"]).items():
        assert len(phrases.guards) == languages.count(language)
