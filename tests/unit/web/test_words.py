"""How times, lengths and numbers are said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dialora.domain.phone import PhoneNumber
from dialora.web import words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0.00 s"),
        (740, "0.74 s"),
        (1_234, "1.2 s"),
        (9_999, "10.0 s"),
        (12_400, "12 s"),
        (59_600, "1 min"),
        (72_000, "1 min 12 s"),
        (3_725_000, "62 min 5 s"),
    ],
)
def test_a_length_of_time_has_its_unit(ms: int, said: str) -> None:
    assert words.seconds(ms).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 23), "Today, Mon 23 Nov"),
        (date(2026, 11, 22), "Yesterday, Sun 22 Nov"),
        (date(2026, 11, 24), "Tomorrow, Tue 24 Nov"),
        (date(2026, 12, 1), "Tue 1 Dec"),
        (date(2027, 1, 4), "Mon 4 Jan 2027"),
    ],
)
def test_a_day_is_named_as_people_name_it(on: date, said: str) -> None:
    assert words.day(on, TODAY) == said


def test_times_are_the_business_s_own_also_over_midnight() -> None:
    at = datetime(2026, 11, 24, 3, 12, tzinfo=UTC)
    assert words.at_time(at, "America/New_York") == "22:12"
    assert words.local_day(at, "America/New_York") == TODAY


@pytest.mark.parametrize(
    ("number", "said"),
    [("+12125550147", "+1 212 555 0147"), ("+442079460000", "+44 20 7946 0000"), (None, "Number withheld")],
)
def test_a_number_is_spaced_as_people_read_it(number: str | None, said: str) -> None:
    assert words.phone(PhoneNumber(number) if number else None).replace("\xa0", " ") == said
