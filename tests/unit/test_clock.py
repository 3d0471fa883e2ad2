"""The clock is the machine's, unless a file shifts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialora.clock import ShiftedClock, SystemClock, clock_of

HOUR = timedelta(hours=1)
SLACK = timedelta(seconds=30)


def shift(clock: ShiftedClock) -> timedelta:
    """By how much it differs from the machine's, rounded to a minute."""
    difference = clock.now() - datetime.now(UTC)
    return timedelta(minutes=round(difference / timedelta(minutes=1)))


def test_without_a_file_it_is_the_machines() -> None:
    clock = clock_of(None)
    assert isinstance(clock, SystemClock)
    assert abs(clock.now() - datetime.now(UTC)) < SLACK
    assert clock.now().tzinfo is UTC


def test_a_file_shifts_it_and_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("3600\n")
    clock = ShiftedClock(file, reread_seconds=0)
    assert shift(clock) == HOUR
    file.write_text("-7200")
    assert shift(clock) == -2 * HOUR


def test_the_file_is_not_read_at_every_look(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("3600")
    clock = ShiftedClock(file, reread_seconds=1000)
    assert shift(clock) == HOUR
    file.write_text("0")
    assert shift(clock) == HOUR


@pytest.mark.parametrize("rubbish", ["soon", "1e300", "nan"])
def test_rubbish_in_the_file_leaves_the_last_shift(tmp_path: Path, rubbish: str) -> None:
    file = tmp_path / "offset"
    file.write_text("3600")
    clock = ShiftedClock(file, reread_seconds=0)
    assert shift(clock) == HOUR
    file.write_text(rubbish)
    assert shift(clock) == HOUR
    file.unlink()
    assert shift(clock) == HOUR
