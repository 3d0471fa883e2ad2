"""A decision in words: a sentence for the owner, and every gate with its reason and its source."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.compliance.decision import Decision, Finding
from dialora.compliance.rule import GATES

_ENGINE_ERROR = "ENGINE_ERROR"

_TITLES = {
    "G0": "Can this be decided at all",
    "G1": "The account",
    "G2": "The number that is called",
    "G3": "Our own number",
    "G3b": "Emergency",
    "G4": "Who asked not to be called",
    "G5": "Consent",
    "G6": "Do-not-call lists",
    "G7": "State bans",
    "G8": "Time of day",
    "G9": "How often",
    "G10": "The campaign",
    "conditions": "What must be said and done",
}

_CONDITIONS = {
    "AI_DISCLOSURE": "say first that an AI is speaking",
    "RECORDING_ANNOUNCE": "announce the recording",
    "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL": "announce the recording and stop it if the caller minds",
    "RECORDING_EXPLICIT_YES": "record nothing before a clear yes",
}

#: What the other party's number is called.
_PEER = {"transfer": "Put through to"}

_REMEDIES = {
    "DESTINATION_NOT_ALLOWED": "The number would have to be one of the agent's transfer destinations.",
    "COUNTRY_BLOCKED": "The number would have to be in the business's own country.",
    "NUMBER_TYPE_FORBIDDEN": "It would have to be an ordinary telephone number.",
    "NUMBER_INVALID": "It would have to be a number that exists.",
    "TENANT_SUSPENDED": "The suspension would have to be lifted.",
    "CALLER_ID_NOT_OWNED": "The number would have to be proved to be this account's, through its carrier.",
    _ENGINE_ERROR: "What is missing would have to be known; nothing is allowed on a guess.",
}


class CheckState(StrEnum):
    """How a gate came out."""

    PASSED = "passed"
    REFUSED = "refused"
    #: It allows the call, and something must be said or done.
    REQUIRES = "requires"
    #: It could not be asked, which refuses.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the checklist."""

    gate: str
    title: str
    rule: str
    state: CheckState
    why: str
    #: The law or policy it rests on.
    source: str
    #: The reason code where it refuses.
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the decision was made on."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision as an owner reads it, exact enough for a lawyer."""

    sentence: str
    checks: tuple[Check, ...]
    #: What must be said or done, in words.
    requirements: tuple[str, ...]
    facts: tuple[Fact, ...]
    #: What would have to change for it to be allowed; None where it is, or where time alone cures it.
    remedy: str | None
    next_allowed_at: datetime | None
    rulebook_version: str


def explain(decision: Decision, inputs: str | None = None) -> Explanation:
    """`inputs` is the canonical JSON the decision was made on, where it is still known."""
    requirements = tuple(_CONDITIONS.get(c, c.replace("_", " ").lower()) for c in decision.conditions)
    remedy = None if decision.allowed or decision.next_allowed_at else _REMEDIES.get(decision.reason)
    return Explanation(
        sentence=_sentence(decision, requirements),
        checks=tuple(_check(f) for f in sorted(decision.findings, key=lambda f: GATES.index(f.gate))),
        requirements=requirements,
        facts=_facts(inputs) if inputs else (),
        remedy=remedy,
        next_allowed_at=decision.next_allowed_at,
        rulebook_version=decision.rulebook_version,
    )


def _sentence(decision: Decision, requirements: Sequence[str]) -> str:
    if not decision.allowed:
        denial = next(f for f in decision.findings if f.reason == decision.reason)
        return f"Not allowed. {denial.why}"
    if not requirements:
        return "Allowed."
    last = f" and {requirements[-1]}" if len(requirements) > 1 else requirements[-1]
    return f"Allowed, and the agent must {', '.join(requirements[:-1])}{last}."


def _check(finding: Finding) -> Check:
    if finding.reason == _ENGINE_ERROR:
        state = CheckState.FAILED
    elif finding.reason:
        state = CheckState.REFUSED
    else:
        state = CheckState.REQUIRES if finding.conditions else CheckState.PASSED
    return Check(
        gate=finding.gate,
        title=_TITLES[finding.gate],
        rule=finding.rule,
        state=state,
        why=finding.why,
        source=finding.source,
        reason=finding.reason,
    )


def _facts(inputs: str) -> tuple[Fact, ...]:
    said = json.loads(inputs)
    intent, facts = said["intent"], said["facts"] or {}
    account, number = _known(facts.get("account")), _known(facts.get("number"))
    contact = _known(facts.get("contact"))
    peer = (_known(intent["peer"]) or {}).get("e164") or "withheld"
    named = {
        "Decided at": facts.get("at"),
        "Call": f"{intent['direction']}, over the {intent['line']}",
        _PEER.get(intent["purpose"], "Caller's number"): peer,
        "Account stands as": account.get("standing"),
        "Business is in": _place(_known(account.get("place"))),
        "Our number is ours by": number.get("ownership"),
        "Address book: state": contact.get("state"),
        "Address book: ZIP": contact.get("zip_code"),
        "Recording": "wanted" if intent["recording_wanted"] else "not wanted",
    }
    if intent["line"] == "browser":
        del named["Caller's number"]
    return tuple(Fact(name=name, value=str(value)) for name, value in named.items() if value is not None)


def _known(part: object) -> Mapping[str, str]:
    """An object of the inputs; empty where there is none, or nobody knew it."""
    return part if isinstance(part, dict) else {}


def _place(place: Mapping[str, str]) -> str | None:
    return ", ".join(filter(None, (place.get("state"), place.get("country")))) or None
