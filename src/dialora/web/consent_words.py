"""Consents in the words of people who own a business."""

from __future__ import annotations

from dialora.domain.consent_form import Element
from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Signature,
)

PURPOSES = {
    ConsentPurpose.INFORMATIONAL: "reminders and service",
    ConsentPurpose.TELEMARKETING: "offers and sales",
    ConsentPurpose.ANY: "anything, offers too",
}

WAYS = {
    ConsentWay.API: "By a program",
    ConsentWay.CSV: "From a list",
    ConsentWay.FORM: "On the form",
    ConsentWay.SPOKEN: "Spoken in a call",
    ConsentWay.KEYWORD: "By text message",
}

LEVELS = {
    ConsentLevel.EXPRESS: "Agreed",
    ConsentLevel.EXPRESS_WRITTEN: "Agreed in writing, signed",
}

_CHANNELS = {ConsentChannel.VOICE: "calls", ConsentChannel.SMS: "texts"}

SIGNATURES = {
    Signature.TYPED_NAME: "Typed name",
    Signature.CLICK: "Click",
    Signature.KEY_PRESS: "Key on the telephone",
    Signature.VOICE: "Voice, recorded",
    Signature.TEXT_MESSAGE: "Text message",
    Signature.INK: "On paper",
}

MISSING = {
    "name": "the person's name",
    "number": "the number",
    "copy_of_request": "a copy of what the person was asked",
    "copy_of_consent": "a copy of what the person signed or said",
    "signature": "how it was signed",
    "not_condition_of_purchase": "that agreeing was no condition of buying",
}

#: What the form must say, and how that may be put.
ELEMENTS = {
    Element.SELLER: ("Who calls, by legal name", "Write {seller} where the name belongs."),
    Element.MARKETING: ("That there will be offers or advertising", "“marketing”, “offers and sales”"),
    Element.AUTOMATED: ("That an automated system calls", "“an automated system”"),
    Element.ARTIFICIAL_VOICE: ("That the voice may be artificial", "“an artificial (AI-generated) voice”"),
    Element.NUMBER: ("Which number it is about", "“at the number I give here”"),
    Element.NOT_A_CONDITION: ("That buying does not depend on it", "“not a condition of any purchase”"),
    Element.SIGNATURE: ("That typing the name signs it", "“my electronic signature”"),
    Element.STOP: ("How to take it back", "“by saying stop in a call”"),
    Element.TEXT_RATES: ("What texts may cost", "“Message and data rates may apply”"),
}


def channels(consent: Consent) -> str:
    """Calls and texts."""
    return " and ".join(name for each, name in _CHANNELS.items() if each in consent.channels).capitalize()


def agreed_to(consent: Consent) -> str:
    """What it covers, in a few words: Calls and texts for anything, offers too."""
    return f"{channels(consent)} for {PURPOSES[consent.purpose]}"


def lacking(consent: Consent) -> str:
    """What its record lacks, as a list in a sentence."""
    parts = [MISSING[each] for each in consent.missing]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1] if parts else ""]))
