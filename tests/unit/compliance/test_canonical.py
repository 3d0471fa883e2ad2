"""One value has one form, whatever order or zone it came in."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dialora.compliance.canonical import canonical, digest
from dialora.domain.accounts import Standing
from dialora.domain.phone import PhoneNumber


def test_the_form_is_fixed() -> None:
    value = {
        "b": [1, None, True],
        "a": "Peña",
        "when": datetime(2026, 11, 24, 17, 30, tzinfo=UTC),
        "day": date(2026, 11, 24),
        "who": PhoneNumber("+16145550123"),
        "how": Standing.ACTIVE,
        "raw": b"\x00\xff",
        "some": frozenset({"y", "x"}),
    }
    assert canonical(value) == (
        '{"a":"Peña","b":[1,null,true],"day":"2026-11-24","how":"active","raw":"00ff","some":["x","y"],'
        '"when":"2026-11-24T17:30:00.000000Z","who":{"e164":"+16145550123"}}'
    )


def test_order_and_zone_do_not_matter() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    elsewhere = noon.astimezone(timezone(timedelta(hours=-5)))
    assert digest({"a": noon, "b": 1}) == digest({"b": 1, "a": elsewhere})


def test_the_hash_is_of_the_form() -> None:
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


@pytest.mark.parametrize("value", [object(), {1: "x"}, datetime(2026, 1, 1), {"x": int}])  # noqa: DTZ001
def test_what_has_no_fixed_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical(float("nan"))
