"""A carrier in Twilio's form, at the other end of real wires: what it asks, sends and reports."""

from __future__ import annotations

from dialora.testing.carrier.double import CarrierDouble, carrier_double
from dialora.testing.carrier.handset import Breaks, LineCut, Person
from dialora.testing.carrier.leg import Leg
from dialora.testing.carrier.outgoing import Callee, DialFault, Dialled, Ending
from dialora.testing.carrier.post import Faults
from dialora.testing.carrier.resources import CarrierAccount, CarrierNumber

__all__ = [
    "Breaks",
    "Callee",
    "CarrierAccount",
    "CarrierDouble",
    "CarrierNumber",
    "DialFault",
    "Dialled",
    "Ending",
    "Faults",
    "Leg",
    "LineCut",
    "Person",
    "carrier_double",
]
