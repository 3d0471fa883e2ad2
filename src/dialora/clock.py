"""The machine's clock, and for tests one that a file moves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


class SystemClock:
    """What the machine says."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class ShiftedClock:
    """The machine's clock moved by as many seconds as a file says; the file is read again each second."""

    path: Path
    reread_seconds: float = 1.0
    _offset: timedelta = field(default=timedelta(0), init=False)
    _read_at: float = field(default=float("-inf"), init=False)

    def now(self) -> datetime:
        if time.monotonic() - self._read_at >= self.reread_seconds:
            self._read()
        return datetime.now(UTC) + self._offset

    def _read(self) -> None:
        self._read_at = time.monotonic()
        try:
            offset = timedelta(seconds=float(self.path.read_text().strip() or 0))
        except (OSError, ValueError, OverflowError) as error:
            log.error("the clock's offset cannot be read, the last one stays", reason=repr(error))
            return
        if offset != self._offset:
            log.warning("THE CLOCK IS SHIFTED: fit for tests only", seconds=offset.total_seconds())
            self._offset = offset


def clock_of(offset_path: Path | None) -> SystemClock | ShiftedClock:
    """The clock an installation runs by."""
    return SystemClock() if offset_path is None else ShiftedClock(offset_path)
