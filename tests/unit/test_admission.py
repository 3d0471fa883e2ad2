"""Shares of the lines, and limits, by themselves."""

from __future__ import annotations

import pytest

from dialora.domain.admission import CallLimits, Lines


def lines(*, mine: int, theirs: int = 0, others: int = 0, awaited: bool = True) -> Lines:
    return Lines(capacity=12, taken=mine + theirs, mine=mine, others=others, awaited=awaited)


def admitted_alone(*, awaited: bool) -> int:
    mine = 0
    while lines(mine=mine, awaited=awaited).one_for_me:
        mine += 1
    return mine


def test_an_account_that_is_alone_may_use_every_line() -> None:
    assert admitted_alone(awaited=False) == 12


def test_where_others_are_awaited_a_flood_leaves_them_a_quarter() -> None:
    assert admitted_alone(awaited=True) == 9


def test_whoever_has_less_than_a_share_gets_the_last_line() -> None:
    assert lines(mine=2, theirs=9, others=1).one_for_me
    assert not lines(mine=9, theirs=2, others=1).one_for_me
    assert not lines(mine=3, theirs=9, others=1).one_for_me


@pytest.mark.parametrize("others", range(1, 12))
def test_under_a_flood_everybody_ends_with_a_share(others: int) -> None:
    """The flooding account has taken all it gets; then calls end one by one, and everybody tries again."""
    share = 12 // (others + 1)
    flooder, rest = admitted_alone(awaited=True), [0] * others
    for _ in range(100):
        for other in range(others):
            taken = flooder + sum(rest)
            if (
                rest[other] < share
                and Lines(capacity=12, taken=taken, mine=rest[other], others=others, awaited=True).one_for_me
            ):
                rest[other] += 1
        flooder -= flooder > 0
        while lines(mine=flooder, theirs=sum(rest), others=others).one_for_me:
            flooder += 1
    assert rest == [share] * others
    assert flooder >= share


def test_an_accounts_own_limits_go_before_the_installations() -> None:
    installation = CallLimits(caller_hour=30, caller_day=100, longest_s=900)
    own = CallLimits(caller_hour=2, caller_day=0).over(installation)
    assert own == CallLimits(caller_hour=2, caller_day=0, longest_s=900)
    assert own.exceeded(caller_hour=2, caller_day=2, account_day=2)
    assert not own.exceeded(caller_hour=1, caller_day=1_000, account_day=1_000)
