"""What a carrier bills for a time, to the millionth, and how money and typed prices are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.costs import CarrierPrice, billed_seconds, carrier_micros
from dialora.domain.errors import Invalid
from dialora.domain.tags import tag_of
from dialora.web.money import micros_of, money
from worlds import NOW

PRICE = CarrierPrice(
    id="price_1",
    account_id="acct_1",
    number_id=None,
    micros_per_minute=8_500,
    step_s=60,
    currency="USD",
    source="Price list",
    set_by="memb_1",
    set_at=NOW,
)


@pytest.mark.parametrize(
    ("step_s", "connected_ms", "billed_s", "micros"),
    [
        (60, 0, 0, 0),
        (60, 1, 60, 8_500),
        (60, 60_000, 60, 8_500),
        (60, 60_001, 120, 17_000),
        (6, 7_000, 12, 1_700),
        (1, 7_001, 8, 1_133),
        (1, 3_000, 3, 425),
    ],
)
def test_every_step_begun_is_billed(step_s: int, connected_ms: int, billed_s: int, micros: int) -> None:
    price = replace(PRICE, step_s=step_s)
    assert billed_seconds(price, connected_ms) == billed_s
    assert carrier_micros(price, connected_ms) == micros


def test_half_a_millionth_is_rounded_upward() -> None:
    assert carrier_micros(replace(PRICE, micros_per_minute=30, step_s=1), 1_000) == 1
    assert carrier_micros(replace(PRICE, micros_per_minute=29, step_s=1), 1_000) == 0


@pytest.mark.parametrize(
    ("micros", "currency", "said"),
    [
        (0, "USD", "$0.00"),
        (8_500, "USD", "$0.0085"),
        (1_200_000, "EUR", "€1.20"),
        (1_234_567_890, "GBP", "£1,234.56789"),
        (1, "CHF", "0.000001\xa0CHF"),
    ],
)
def test_small_prices_keep_the_places_they_need(micros: int, currency: str, said: str) -> None:
    assert money(micros, currency) == said


@pytest.mark.parametrize(
    ("typed", "micros"),
    [("0.0085", 8_500), (" 0,0085 ", 8_500), ("1", 1_000_000), ("", None), ("free", None), ("NaN", None)],
)
def test_a_typed_price_is_read_or_refused(typed: str, micros: int | None) -> None:
    assert micros_of(typed) == micros


def test_a_tag_has_one_spelling_however_it_was_typed() -> None:
    assert tag_of("  New   PATIENT ") == "new patient"
    assert tag_of("Cafe\u0301") == tag_of("CAFÉ")


@pytest.mark.parametrize("text", ["", "   ", "a" * 41, "a\x00b", "a/b", "a\u202eb"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        tag_of(text)
