"""Countries as people call them, from the table that comes with the time zones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

#: Where the table's name is not what people there would say.
_SAID: Final = {"GB": "United Kingdom", "KR": "South Korea", "KP": "North Korea"}


def country_name(code: str) -> str:
    """The code itself, where the table has no name for it."""
    return _SAID.get(code) or _names().get(code, code)


@cache
def _names() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
