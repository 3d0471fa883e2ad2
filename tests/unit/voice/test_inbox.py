"""What is posted is taken at once, and in order."""

from __future__ import annotations

import pytest

from dialora.voice.inbox import Inbox


def test_what_was_posted_before_is_taken_when_it_opens() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.post(1)
    inbox.post(2)
    taken: list[int] = []
    inbox.open(taken.append)
    assert taken == [1, 2]
    inbox.post(3)
    assert taken == [1, 2, 3]


def test_what_is_posted_while_one_is_taken_comes_after_it() -> None:
    inbox: Inbox[int] = Inbox()
    told: list[str] = []

    def take(it: int) -> None:
        told.append(f"begins {it}")
        if it < 3:
            inbox.post(it + 1)
        told.append(f"ends {it}")

    inbox.open(take)
    inbox.post(1)
    assert told == ["begins 1", "ends 1", "begins 2", "ends 2", "begins 3", "ends 3"]


def test_one_that_breaks_does_not_stop_those_that_come_later() -> None:
    inbox: Inbox[int] = Inbox()
    taken: list[int] = []

    def take(it: int) -> None:
        if it == 1:
            raise ValueError
        taken.append(it)

    inbox.open(take)
    with pytest.raises(ValueError):
        inbox.post(1)
    inbox.post(2)
    assert taken == [2]
