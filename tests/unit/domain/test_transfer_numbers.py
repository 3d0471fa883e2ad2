"""Which numbers a call may be handed to."""

from __future__ import annotations

import pytest

from dialora.domain.errors import Invalid
from dialora.domain.transfer_numbers import transfer_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+12125550123", "+12125550123"),
        ("+1 (212) 555-0123", "+12125550123"),
        ("+1 212.555.0123", "+12125550123"),
        ("+1\u00a0212\u00a0555\u00a00123", "+12125550123"),
        ("+49 30 123456", "+4930123456"),
        ("+18005550199", "+18005550199"),
    ],
)
def test_numbers_of_people_are_read_as_people_write_them(written: str, number: str) -> None:
    assert transfer_number(written).e164 == number


@pytest.mark.parametrize("written", ["911", "+911", "112", "1 1 0", "611", "40404", "+1411"])
def test_help_and_short_numbers_are_refused(written: str) -> None:
    with pytest.raises(Invalid, match="Short and emergency numbers"):
        transfer_number(written)


@pytest.mark.parametrize(
    "written",
    ["+19005550199", "+12129765555", "+449098790123", "+448431234567", "+33899123456", "+979123456789"],
)
def test_numbers_that_cost_extra_are_refused(written: str) -> None:
    with pytest.raises(Invalid, match="cost extra"):
        transfer_number(written)


@pytest.mark.parametrize("written", ["+883510000000001", "+80012345678"])
def test_numbers_of_no_country_are_refused(written: str) -> None:
    with pytest.raises(Invalid, match="No person answers"):
        transfer_number(written)


@pytest.mark.parametrize(
    "written", ["+12121", "+1999555012345", "+19112125550", "+15555555555", "+61190012345"]
)
def test_numbers_that_no_telephone_has_are_refused(written: str) -> None:
    with pytest.raises(Invalid):
        transfer_number(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "the front desk",
        "2125550123",
        "0012125550123",
        "+1 212 555 0123 x9",
        "+\u0661212\u0665550123",
        "+1\u00002125550123",
        "+" + "1" * 400,
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match=r"plus and the country code|Short and emergency"):
        transfer_number(written)
