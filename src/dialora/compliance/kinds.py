"""What sort of contact an intent is, as far as the laws tell them apart."""

from __future__ import annotations

from enum import Enum
from typing import Final

from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.calls import Direction, Line


class Kind(Enum):
    """The sorts of contact. Enum members are compared by identity: no two are the same."""

    INBOUND = "inbound"
    TRANSFER = "transfer"
    EMERGENCY = "emergency"
    INFORMATION = "information"
    SALE = "sale"
    #: What the rulebook knows no laws for.
    OTHER = "other"


#: Contacts with somebody who did not call us.
OUTREACH: Final = frozenset({Kind.INFORMATION, Kind.SALE})
OUTBOUND: Final = OUTREACH | {Kind.EMERGENCY}
SALES: Final = frozenset({Kind.SALE})
EVERY: Final = frozenset(Kind)

_BY_PURPOSE: Final = {
    CallPurpose.EMERGENCY: Kind.EMERGENCY,
    CallPurpose.INFORMATIONAL: Kind.INFORMATION,
    CallPurpose.TELEMARKETING: Kind.SALE,
}


def kind_of(intent: CallIntent) -> Kind:
    """A call that rings here is inbound whatever it is about."""
    if intent.purpose is CallPurpose.TRANSFER:
        return Kind.TRANSFER if intent.channel is Channel.VOICE else Kind.OTHER
    if intent.direction is Direction.INBOUND:
        return Kind.INBOUND
    if intent.line is not Line.PHONE:
        return Kind.OTHER
    return _BY_PURPOSE.get(intent.purpose, Kind.OTHER)
