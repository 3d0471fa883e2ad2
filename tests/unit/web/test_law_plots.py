"""The plots of the compliance page show what they are drawn from, and every reason has words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import dialora.compliance
from dialora.domain.decision_days import ConsentDay, DecisionCount
from dialora.domain.do_not_call import StopVia
from dialora.web.dashboard.law_plots import HEIGHT, Share, consents, refusals, shares
from dialora.web.law_words import REASONS, STOPS

TODAY = date(2026, 11, 26)
DAYS = [TODAY - timedelta(days=n) for n in range(13, -1, -1)]
_DENIED = re.compile(r'denies(?:_for_now)?\(\s*"([A-Z0-9_]+)"')


def refused(reason: str, count: int, *, day: date = TODAY, purpose: str = "telemarketing") -> DecisionCount:
    return DecisionCount(day=day, purpose=purpose, decision="deny", reason=reason, decisions=count)


def test_every_reason_that_a_rule_gives_has_words() -> None:
    folder = Path(dialora.compliance.__file__).parent
    given = {code for file in folder.rglob("*.py") for code in _DENIED.findall(file.read_text())}
    assert len(given) > 30, "rules deny in another way now"
    assert given <= set(REASONS)


def test_every_way_to_stop_has_words() -> None:
    assert set(STOPS) == set(StopVia)


@pytest.mark.parametrize(
    ("allowed", "asked", "percent"), [(0, 9, 0), (1, 1000, 1), (999, 1000, 99), (9, 9, 100), (1, 3, 33)]
)
def test_all_and_none_are_said_only_where_it_is_so(allowed: int, asked: int, percent: int) -> None:
    share = Share(title="Sales calls", asked=asked, allowed=allowed, address="", refused_address="")
    assert (share.percent, share.refused) == (percent, asked - allowed)


def test_a_purpose_that_nobody_asked_for_has_no_line() -> None:
    [share] = shares([refused("INTERNAL_DNC", 2), refused("COOL_OFF", 1)], DAYS[0])
    assert (share.title, share.asked, share.allowed) == ("Sales calls", 3, 0)
    assert share.refused_address == "/decisions?purpose=telemarketing&verdict=deny&from=2026-11-13"


def test_reasons_stand_on_one_scale_the_commonest_first() -> None:
    first, second = refusals([refused("COOL_OFF", 2), refused("INTERNAL_DNC", 8)], DAYS)
    assert [first.total, second.total] == [8, 2]
    assert [bar.height for bar in (*first.bars, *second.bars)] == [HEIGHT, HEIGHT / 4]
    assert first.bars[0].said == "Thu 26 Nov: 8"


def test_what_is_rare_is_counted_together_and_still_seen() -> None:
    many = [refused(code, 1000 if code == "INTERNAL_DNC" else 1) for code in list(REASONS)[:20]]
    plots = refusals([*many, refused("INTERNAL_DNC", 5)], DAYS)
    assert len(plots) == 9
    assert plots[-1].title == "12 other reasons"
    assert sum(plot.total for plot in plots) == sum(each.decisions for each in many) + 5
    assert min(bar.height for plot in plots for bar in plot.bars) > 1
    assert len(refusals(many[:9], DAYS)) == 9, "a single one left over is shown by its name"


def test_nothing_is_drawn_of_nothing() -> None:
    assert refusals([], DAYS) == ()
    assert consents([], DAYS) == ()


def test_what_is_taken_back_stands_below_the_line() -> None:
    given, taken = consents([ConsentDay(day=TODAY, granted=4, withdrawn=2)], DAYS)
    assert (given.y, given.height, taken.y, taken.height) == (0, HEIGHT, HEIGHT, HEIGHT / 2)
    assert given.x == taken.x > 10 * 13
