"""What a decision was made on, line by line, for an owner."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: What the other party's number is called.
_PEER = {
    "transfer": "Put through to",
    "informational": "Number called",
    "telemarketing": "Number called",
    "emergency": "Number called",
}
_LISTS = {"national": "national", "state": "a state's", "internal": "our own", "sms_stop": "texts stopped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the decision was made on."""

    name: str
    value: str


def facts_of(inputs: str) -> tuple[Fact, ...]:
    """Of the canonical JSON that the decision was made on; what nobody knew is left out."""
    said = json.loads(inputs)
    intent, facts = said["intent"], said["facts"] or {}
    lines = [*_of_call(intent, facts), *_of_outreach(facts)]
    return tuple(Fact(name=name, value=str(value)) for name, value in lines if value is not None)


def _of_call(intent: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    account, number = _known(facts.get("account")), _known(facts.get("number"))
    contact = _known(facts.get("contact"))
    yield "Decided at", facts.get("at")
    yield "Call", f"{intent['direction']}, over the {intent['line']}"
    if intent["line"] != "browser":
        peer = _known(intent["peer"]).get("e164") or intent.get("written") or "withheld"
        yield _PEER.get(intent["purpose"], "Caller's number"), peer
    yield "Account stands as", account.get("standing")
    yield "Business is in", _place(_known(account.get("place")))
    yield "Our number is ours by", number.get("ownership")
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
            level = str(newest["level"]).replace("_", " ")
            yield "Newest consent", f"{level}, for {newest['purpose']}, of {newest['obtained_at']}"
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
