"""What is counted of a day's calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDay:
    """One day where the business is. Test calls count only as tests; what they book is really booked."""

    day: date
    calls: int = 0
    tests: int = 0
    #: From answer to end, all calls together.
    talked_s: int = 0
    refused: int = 0
    #: Refused because all lines were busy.
    turned_away: int = 0
    lost: int = 0
    #: Appointments made on this day that still stand.
    booked: int = 0
    answers: int = 0
    answers_in_time: int = 0
