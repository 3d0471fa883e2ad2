"""Holidays that are suggested to a business."""

from __future__ import annotations

from datetime import date

from dialora.services.public_holidays import coming_holidays


def test_the_coming_year_s_holidays_of_the_state_are_suggested_nearest_first() -> None:
    found = coming_holidays("US", "NY", date(2026, 11, 23))
    assert [(it.day, it.name) for it in found[:2]] == [
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 12, 25), "Christmas Day"),
    ]
    assert found[-1].day <= date(2027, 11, 24)
    assert "Lincoln's Birthday" in {it.name for it in found}
    assert "Lincoln's Birthday" not in {it.name for it in coming_holidays("US", "TX", date(2026, 11, 23))}


def test_a_holiday_is_named_as_callers_are_told() -> None:
    names = [it.name for it in coming_holidays("US", "NY", date(2026, 11, 23))]
    assert not [name for name in names if "observed" in name or ";" in name]


def test_an_unknown_part_of_a_country_has_the_country_s_and_an_unknown_country_none() -> None:
    assert coming_holidays("US", "ZZ", date(2026, 11, 23)) == coming_holidays("US", None, date(2026, 11, 23))
    assert coming_holidays("XX", None, date(2026, 11, 23)) == ()
