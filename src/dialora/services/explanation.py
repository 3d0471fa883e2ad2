"""A decision in words: a sentence for the owner, and every gate with its reason and its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialora.compliance.decision import Decision, Finding
from dialora.compliance.rule import GATES
from dialora.services.decided_on import Fact, facts_of

#: Said wherever somebody is about to rely on a decision.
NOT_ADVICE: Final = "These checks are an engineering reading of the law, not legal advice."

_ENGINE_ERROR = "ENGINE_ERROR"

_TITLES = {
    "G0": "Can this be decided at all",
    "G1": "The account",
    "G1a": "The policy",
    "G2": "The number that is called",
    "G3": "Our own number",
    "G3a": "Where we may call",
    "G3b": "Emergency",
    "G4": "Who asked not to be called",
    "G5": "Consent",
    "G6": "Do-not-call lists",
    "G7": "State bans",
    "G7a": "Registration as a seller",
    "G8": "Time of day",
    "G9": "How often",
    "G10": "The campaign",
    "conditions": "What must be said and done",
}

_CONDITIONS = {
    "AI_DISCLOSURE": "say first that an AI is speaking",
    "IDENTIFY_CALLER": "say at once which business calls, and why",
    "OPT_OUT_WITHIN_2S": "say right after that how to stop such calls",
    "ASK_CONTINUE": "ask whether the person will listen",
    "STATE_ARTIFICIAL_VOICE": "say that the voice is artificial",
    "RECORDING_ANNOUNCE": "announce the recording",
    "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL": "announce the recording and stop it if the caller minds",
    "RECORDING_EXPLICIT_YES": "record nothing before a clear yes",
    "SMS_IDENTIFY_SENDER": "name the business in the text",
    "SMS_STOP_INSTRUCTIONS": "say in the text how to stop texts",
}
_DEADLINE = re.compile(r"IDENT_WITHIN_(\d+)S")

_REMEDIES = {
    "DESTINATION_NOT_ALLOWED": "The account, or the agent's transfer destinations, would have to allow it.",
    "COUNTRY_BLOCKED": "The number would have to be in a country that may be called.",
    "COUNTRY_TELEMARKETING_BLOCKED": "The call would have to be about something else than a sale.",
    "NUMBER_TYPE_FORBIDDEN": "It would have to be an ordinary telephone number.",
    "NUMBER_TOLL_FREE_CALLEE": "It would have to be an ordinary telephone number.",
    "NUMBER_PROTECTED_LINE": "It would have to be another line of the person's.",
    "NUMBER_INVALID": "It would have to be a number that exists.",
    "TENANT_SUSPENDED": "The suspension would have to be lifted.",
    "TENANT_RESTRICTED": "The restriction would have to be lifted.",
    "TENANT_KYC_INCOMPLETE": "The operator would have to check who the business is.",
    "POLICY_NOT_ACCEPTED": "Somebody of the account would have to accept the policy.",
    "CALLER_ID_NOT_OWNED": "The number would have to be proved to be this account's, through its carrier.",
    "CALLER_ID_UNVERIFIED": "The carrier would have to vouch for the number again.",
    "A2P_UNREGISTERED": "The number would have to be registered with the carriers for texts.",
    "NUMBER_NOT_READY": "The number would have to be set up, so that calls back are answered.",
    "PURPOSE_NOT_APPROVED": "The operator would have to approve the account for emergencies.",
    "INTERNAL_DNC": "The person would have to ask for calls again.",
    "SMS_OPTED_OUT": "The person would have to text START.",
    "NUMBER_REASSIGNED": "Whoever has the number now would have to agree.",
    "CONSENT_MISSING": "The person would have to agree to such calls first.",
    "CONSENT_NUMBER_MISMATCH": "The person would have to agree for this number.",
    "CONSENT_SELLER_MISMATCH": "The person would have to agree to calls of this business.",
    "CONSENT_REVOKED": "The person would have to agree anew, of their own accord.",
    "CONSENT_SCOPE_INSUFFICIENT": "The person would have to agree to this kind of call.",
    "CONSENT_NOT_WRITTEN": "The person would have to agree in writing.",
    "CONSENT_EVIDENCE_INCOMPLETE": "The missing proof would have to be added to the record.",
    "EBR_EXPIRED": "The person would have to agree, or deal with the business again.",
    "DNC_SCRUB_STALE": "A fresh copy of the national do-not-call list would have to be imported.",
    "DNC_NATIONAL_LISTED": "The person would have to agree in writing.",
    "DNC_STATE_LISTED": "The person would have to agree in writing.",
    "STATE_EMERGENCY_BAN": "The declared emergency would have to end.",
    "STATE_AUTOMATED_PROHIBITED": "The person would have to ask for the call, or a human make it.",
    "STATE_REGISTRATION_MISSING": "A registration, or a claimed exemption, would have to be put on file.",
    "LOCATION_UNKNOWN": "The person's ZIP, state or time zone would have to be known.",
    "COOL_OFF": "It would have to be another day.",
    "SPEND_CAP": "The account would have to raise what it may spend.",
    "ABANDON_RATE_EXCEEDED": "The campaign would have to leave fewer people with silence.",
    "CAMPAIGN_PAUSED": "The campaign would have to be resumed.",
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
class Explanation:
    """A decision as an owner reads it, exact enough for a lawyer."""

    sentence: str
    #: Why it is refused, alone; empty where it is not.
    why: str
    checks: tuple[Check, ...]
    #: Gates that nothing was asked at, since none of their laws is about such a call, by name.
    unasked: tuple[str, ...]
    #: What must be said or done, in words.
    requirements: tuple[str, ...]
    facts: tuple[Fact, ...]
    #: What would have to change for it to be allowed; None where it is, or where time alone cures it.
    remedy: str | None
    next_allowed_at: datetime | None
    rulebook_version: str


def explain(decision: Decision, inputs: str | None = None) -> Explanation:
    """`inputs` is the canonical JSON the decision was made on, where it is still known."""
    requirements = tuple(map(in_words, decision.conditions))
    remedy = None if decision.allowed or decision.next_allowed_at else _REMEDIES.get(decision.reason)
    return Explanation(
        sentence=_sentence(decision, requirements),
        why="" if decision.allowed else _denial(decision).why,
        checks=tuple(_check(f) for f in sorted(decision.findings, key=lambda f: GATES.index(f.gate))),
        unasked=_unasked(decision),
        requirements=requirements,
        facts=facts_of(inputs) if inputs else (),
        remedy=remedy,
        next_allowed_at=decision.next_allowed_at,
        rulebook_version=decision.rulebook_version,
    )


def in_words(condition: str) -> str:
    """What must be said or done, for an owner."""
    deadline = _DEADLINE.fullmatch(condition)
    if deadline:
        return f"say within {deadline[1]} seconds who is calling"
    return _CONDITIONS.get(condition, condition.replace("_", " ").lower())


def _sentence(decision: Decision, requirements: Sequence[str]) -> str:
    if not decision.allowed:
        return f"Not allowed. {_denial(decision).why}"
    if not requirements:
        return "Allowed."
    last = f" and {requirements[-1]}" if len(requirements) > 1 else requirements[-1]
    return f"Allowed, and the agent must {', '.join(requirements[:-1])}{last}."


def _denial(decision: Decision) -> Finding:
    return next(finding for finding in decision.findings if finding.reason == decision.reason)


def _unasked(decision: Decision) -> tuple[str, ...]:
    asked = {finding.gate for finding in decision.findings}
    # That something could not be asked at all is said only where it is so.
    return tuple(_TITLES[gate] for gate in GATES if gate not in asked and gate != "G0")


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
