"""Times the simulated caller hears offered."""

from __future__ import annotations

from datetime import date, time

from dialora.demo.hearing import Offer, offers

MONDAY = date(2026, 11, 23)


def test_a_date_says_more_than_the_weekday_before_it() -> None:
    heard = "On Wednesday, December 2nd I have 8 AM. Thursday, December 3 at 10:15 AM."
    assert offers(heard, MONDAY) == [
        Offer(date(2026, 12, 2), time(8)),
        Offer(date(2026, 12, 3), time(10, 15)),
    ]


def test_a_date_that_is_not_on_its_weekday_was_misheard() -> None:
    heard = "On Wednesday, November 20th, if I have 8am, 815am or 315pm, which would you like?"
    wednesday = date(2026, 11, 25)
    assert offers(heard, MONDAY) == [
        Offer(wednesday, time(8)),
        Offer(wednesday, time(8, 15)),
        Offer(wednesday, time(15, 15)),
    ]
