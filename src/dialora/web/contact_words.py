"""Contacts in the words of people who own a business."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.domain.agents import Purpose
from dialora.domain.contacts import Contact, ContactSource
from dialora.services.may_we_call import Answer

SOURCES = {
    ContactSource.API: "Added by a program",
    ContactSource.CSV: "From a list",
    ContactSource.DASHBOARD: "Added by your people",
    ContactSource.BOOKING: "Booked an appointment",
    ContactSource.MESSAGE: "Left a message",
    ContactSource.CONSENT: "Agreed to be called",
}

_CALLS = {
    Purpose.SUPPORT: "Service calls",
    Purpose.SCHEDULING: "Calls about appointments",
    Purpose.SALES_OUTREACH: "Sales calls",
}
_TEXTS = {
    Purpose.SUPPORT: "Service texts",
    Purpose.SCHEDULING: "Texts about appointments",
    Purpose.SALES_OUTREACH: "Sales texts",
}


def asked(answer: Answer) -> str:
    """What the answer is about: Sales calls."""
    names = _CALLS if answer.asked.channel is Channel.VOICE else _TEXTS
    return names[answer.asked.purpose]


def title(contact: Contact) -> str:
    return contact.person.name or contact.number.spaced
