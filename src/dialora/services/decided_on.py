"""What a decision was made on, line by line, for an owner."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialora.domain.phone import PhoneNumber

#: What the other party's number is called.
_PEER = {
    "transfer": "Put through to",
    "informational": "Number called",
    "telemarketing": "Number called",
    "emergency": "Number called",
}
_LISTS = {"national": "national", "state": "a state's", "internal": "our own", "sms_stop": "texts stopped"}
_CALLS = {
    ("inbound", "phone"): "came in by telephone",
    ("inbound", "browser"): "came in from a browser",
    ("outbound", "phone"): "goes out by telephone",
}
_OWNERSHIP = {
    "incoming_phone_number": "the carrier lists it as the account's",
    "verified_caller_id": "the carrier has verified it as the account's",
    "none": "nothing",
}
_FOR = {
    "telemarketing": "to sell",
    "informational": "to inform or remind",
    "emergency": "an emergency",
    "transfer": "to put a caller through",
}
_LEVELS = {"express": "given", "express_written": "given in writing"}
_COVERS = {"telemarketing": "to be sold to", "informational": "to be informed", "any": "to anything"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the decision was made on."""

    name: str
    value: str
    #: What the value says, where it is an instant or a telephone number.
    at: datetime | None = None
    number: PhoneNumber | None = None


def facts_of(inputs: str) -> tuple[Fact, ...]:
    """Of the canonical JSON that the decision was made on; what nobody knew is left out."""
    said = json.loads(inputs)
    intent, facts = said["intent"], said["facts"] or {}
    lines = [*_of_call(intent, facts), *_of_outreach(facts)]
    return tuple(_fact(name, value) for name, value in lines if value is not None)


def _fact(name: str, value: object) -> Fact:
    text = str(value)
    return Fact(name=name, value=text, at=_instant(text), number=_number(text))


def _instant(text: str) -> datetime | None:
    """A moment; a day alone is none."""
    if "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _number(text: str) -> PhoneNumber | None:
    return PhoneNumber(text) if text.startswith("+") and text[1:].isdecimal() else None


def _of_call(intent: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    account, number = _known(facts.get("account")), _known(facts.get("number"))
    contact = _known(facts.get("contact"))
    yield "Decided at", facts.get("at")
    direction, line = str(intent["direction"]), str(intent["line"])
    yield "Call", _CALLS.get((direction, line), f"{direction}, {line}")
    yield "What for", _FOR.get(str(intent["purpose"]))
    if intent["line"] != "browser":
        peer = _known(intent["peer"]).get("e164") or intent.get("written") or "withheld"
        yield _PEER.get(intent["purpose"], "Caller's number"), peer
    yield "Account stands as", account.get("standing")
    yield "Business is in", _place(_known(account.get("place")))
    ownership = number.get("ownership")
    yield "Our number is ours by", _OWNERSHIP.get(str(ownership), ownership)
    yield "Address book: state", contact.get("state")
    yield "Address book: ZIP", contact.get("zip_code")
    yield "Address book: time zone", contact.get("zone")
    yield "Recording", "wanted" if intent["recording_wanted"] else "not wanted"


def _of_outreach(facts: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Known of outgoing calls alone."""
    consents, revocations = _listed(facts.get("consents")), _listed(facts.get("revocations"))
    if consents is not None:
        yield "Consents on record", len(consents) or "none"
        if consents:
            newest = max(consents, key=lambda record: str(record["obtained_at"]))
            level, covers = str(newest["level"]), str(newest["purpose"])
            yield "Newest consent", f"{_LEVELS.get(level, level)}, {_COVERS.get(covers, covers)}"
            yield "Newest consent is of", newest["obtained_at"]
    if revocations is not None:
        yield "Taken back", max((str(each["at"]) for each in revocations), default="never")
    dnc = _known(facts.get("dnc"))
    if dnc:
        on = [words for key, words in _LISTS.items() if dnc.get(key)]
        yield "On do-not-call lists", ", ".join(on) or "none"
    relationship = _known(facts.get("ebr"))
    yield "Last deal", relationship.get("last_transaction")
    yield "Last inquiry", relationship.get("last_inquiry")
    attempts = _listed(facts.get("attempts"))
    if attempts is not None:
        yield "Earlier attempts", len(attempts) or "none"


def _known(part: object) -> Mapping[str, Any]:
    """An object of the inputs; empty where there is none, or nobody knew it."""
    return part if isinstance(part, dict) else {}


def _listed(part: object) -> Sequence[Mapping[str, Any]] | None:
    """A list of the inputs; None where there is none, or nobody knew it."""
    return part if isinstance(part, list) else None


def _place(place: Mapping[str, str]) -> str | None:
    return ", ".join(filter(None, (place.get("state"), place.get("country")))) or None
