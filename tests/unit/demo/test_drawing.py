"""A seed draws the same caller every time, and different seeds different ones."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dialora.demo.drawing import Drawn, draw
from dialora.demo.names import FIRST_NAMES, SURNAMES
from dialora.demo.world import Offered, Today, World
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.resources import CarrierAccount

NEW_YORK = ZoneInfo("America/New_York")
TODAY = Today(date=date(2026, 11, 23), zone=NEW_YORK)
MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(17))
WORLD = World(
    business="A practice",
    public_url="http://127.0.0.1:8080",
    number=PhoneNumber("+12125550123"),
    account=CarrierAccount(sid="AC1", auth_token="secret"),
    api_key="sk_live_x",
    services=(Offered(name="cleaning", minutes=45), Offered(name="crown", minutes=90)),
    week=((MORNING, AFTERNOON),) * 5 + (((time(9), time(13)),), ()),
    closed_days=frozenset({date(2026, 12, 1)}),
    next_free=(datetime(2026, 11, 24, 9, 15, tzinfo=NEW_YORK),),
)


def _looks(drawn: Drawn) -> tuple[object, ...]:
    return drawn.errand.wish, drawn.manner, drawn.phone, tuple(drawn.errand.told)


def test_a_seed_is_a_caller() -> None:
    assert _looks(draw(7, WORLD, TODAY)) == _looks(draw(7, WORLD, TODAY))
    assert len({_looks(draw(seed, WORLD, TODAY)) for seed in range(50)}) == 50


def test_wishes_are_for_times_at_which_the_business_is_open() -> None:
    for seed in range(300):
        wish = draw(seed, WORLD, TODAY).errand.wish
        minutes = {service.name: service.minutes for service in WORLD.services}[wish.service]
        if wish.starts_at in WORLD.next_free:
            continue
        begins = wish.starts_at.hour * 60 + wish.starts_at.minute
        assert any(
            opens.hour * 60 <= begins and begins + minutes <= closes.hour * 60
            for opens, closes in WORLD.spans(wish.starts_at.date())
        )


def test_numbers_are_those_kept_for_fiction() -> None:
    for seed in range(100):
        assert draw(seed, WORLD, TODAY).phone.e164.startswith("+121255501")


def test_there_are_names_enough_and_none_twice() -> None:
    for names in (FIRST_NAMES, SURNAMES):
        assert len(names) == len(set(names)) >= 200
        assert all(name.isalpha() and name[0].isupper() for name in names)
