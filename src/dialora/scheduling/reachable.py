"""Whether somebody whom callers may be put through to can be reached now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialora.domain.agents import Business, OpeningHours, Reachable, TransferDestination
from dialora.scheduling.opening import is_open


def is_reachable(business: Business, destination: TransferDestination, at: datetime) -> bool:
    """Within the hours of the business or their own, whatever was chosen for them."""
    match destination.reachable:
        case Reachable.ALWAYS:
            return True
        case Reachable.WHILE_OPEN:
            return is_open(business, at)
        case Reachable.OWN_HOURS:
            return is_open(replace(business, hours=OpeningHours(week=destination.week)), at)
