"""The decision: every rule is asked, one denial denies, and whatever goes wrong denies too."""

from __future__ import annotations

from collections.abc import Iterable

from dialora.compliance.book import Rulebook
from dialora.compliance.canonical import digest
from dialora.compliance.decision import Decision, Finding, Verdict
from dialora.compliance.facts import Facts, FactUnknown
from dialora.compliance.intent import CallIntent
from dialora.compliance.rule import GATES, Rule

ENGINE_ERROR = "ENGINE_ERROR"

#: The gate of what went wrong in the asking itself.
_ENGINE_GATE = "G0"


def decide(intent: CallIntent, facts: Facts, rulebook: Rulebook) -> Decision:
    """Whether the call may go on and under which conditions. Pure, and never raises."""
    asked = (_ask(rule, intent, facts, rulebook) for rule in rulebook.rules)
    findings = tuple(finding for finding in asked if finding is not None)
    if not findings:
        return undecidable("No rule has anything to say about such a call.", rulebook, hash_of(intent, facts))
    return _sum_up(findings, rulebook, hash_of(intent, facts))


def undecidable(why: str, rulebook: Rulebook, input_hash: str) -> Decision:
    """The denial where a decision could not even be attempted."""
    finding = Finding(gate=_ENGINE_GATE, rule="engine", reason=ENGINE_ERROR, why=why)
    return _sum_up((finding,), rulebook, input_hash)


def hash_of(intent: CallIntent, facts: Facts | None) -> str:
    """SHA-256 of the canonical JSON of what was decided on."""
    return digest({"intent": intent, "facts": facts})


def _ask(rule: Rule, intent: CallIntent, facts: Facts, rulebook: Rulebook) -> Finding | None:
    try:
        return rule.ask(intent, facts, rulebook.tables)
    except FactUnknown as unknown:
        why = f"Not enough is known: {unknown}."
    except Exception as error:  # a rule that breaks must deny, whatever broke it
        why = f"The rule could not be asked ({type(error).__name__})."
    return Finding(gate=rule.gate, rule=rule.name, reason=ENGINE_ERROR, why=why, source=rule.source)


def _sum_up(findings: tuple[Finding, ...], rulebook: Rulebook, input_hash: str) -> Decision:
    reasons = _reasons(findings)
    conditions = () if reasons else _once(c for finding in findings for c in finding.conditions)
    allowed = Verdict.ALLOW_WITH_CONDITIONS if conditions else Verdict.ALLOW
    return Decision(
        decision=Verdict.DENY if reasons else allowed,
        reason=reasons[0] if reasons else "OK",
        all_reasons=reasons,
        conditions=conditions,
        next_allowed_at=None,
        findings=findings,
        rulebook_version=rulebook.version,
        input_hash=input_hash,
    )


def _reasons(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """The first failing code of every gate that fails, in gate order. A decision that could not be made
    properly is reported as that, before anything else."""
    first = dict.fromkeys(GATES) | {
        finding.gate: finding.reason for finding in reversed(findings) if finding.reason
    }
    reasons = [reason for reason in first.values() if reason]
    if any(finding.reason == ENGINE_ERROR for finding in findings):
        reasons.insert(0, ENGINE_ERROR)
    return _once(reasons)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
