"""The decision: every rule is asked, one denial denies, and whatever goes wrong denies too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.book import Edition, Rulebook
from dialora.compliance.canonical import digest
from dialora.compliance.decision import Decision, Finding, Verdict
from dialora.compliance.facts import Facts, FactUnknown
from dialora.compliance.intent import CallIntent
from dialora.compliance.kinds import Kind
from dialora.compliance.moments import moments
from dialora.compliance.question import Question
from dialora.compliance.rule import GATES, Rule, Ruling, denies

ENGINE_ERROR = "ENGINE_ERROR"

#: The gate of what went wrong in the asking itself.
_ENGINE_GATE = "G0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What every rule said."""

    findings: tuple[Finding, ...]
    #: Those that deny.
    against: tuple[Rule, ...]
    #: Time alone cures whatever denies.
    for_now: bool


def decide(
    intent: CallIntent,
    facts: Facts,
    rulebook: Rulebook,
    *,
    input_hash: str | None = None,
    look_ahead: bool = True,
) -> Decision:
    """Whether the call may go on and under which conditions. Pure, and never raises.

    `input_hash` is that of intent and facts, where it is at hand; `look_ahead` asks for the next moment at
    which the call would be allowed, where time alone cures it.
    """
    edition = rulebook.at(facts.at)
    input_hash = input_hash or hash_of(intent, facts)
    question = Question(intent, facts, edition.tables)
    asked = _ask_all(question, edition)
    if not asked.findings:
        why = "No rule has anything to say about such a call."
        return _undecidable(why, edition, input_hash)
    later = None
    if look_ahead and asked.against and asked.for_now:
        later = _first_allowed(question, edition, rulebook, asked.against)
    return _sum_up(asked.findings, question.kind, edition, input_hash, later)


def undecidable(why: str, rulebook: Rulebook, input_hash: str, at: datetime | None = None) -> Decision:
    """The denial where a decision could not even be attempted."""
    edition = rulebook.newest if at is None else rulebook.at(at)
    return _undecidable(why, edition, input_hash)


def hash_of(intent: CallIntent, facts: Facts | None) -> str:
    """SHA-256 of the canonical JSON of what was decided on."""
    return digest({"intent": intent, "facts": facts})


def _undecidable(why: str, edition: Edition, input_hash: str) -> Decision:
    finding = Finding(gate=_ENGINE_GATE, rule="engine", reason=ENGINE_ERROR, why=why)
    return _sum_up((finding,), Kind.OTHER, edition, input_hash, None)


def _ask_all(question: Question, edition: Edition) -> _Asked:
    findings: list[Finding] = []
    against: list[Rule] = []
    for_now = True
    for rule in edition.by_kind[question.kind]:
        ruling = _ask(rule, question)
        if ruling is None:
            continue
        findings.append(rule.found(ruling))
        if ruling.reason is not None:
            against.append(rule)
            for_now = for_now and ruling.passing
    return _Asked(findings=tuple(findings), against=tuple(against), for_now=for_now)


def _ask(rule: Rule, question: Question) -> Ruling | None:
    try:
        return rule.law(question)
    except FactUnknown as unknown:
        return denies(ENGINE_ERROR, f"Not enough is known: {unknown}.")
    except Exception as error:  # a rule that breaks must deny, whatever broke it
        return denies(ENGINE_ERROR, f"The rule could not be asked ({type(error).__name__}).")


def _first_allowed(
    question: Question, edition: Edition, rulebook: Rulebook, against: Sequence[Rule]
) -> datetime | None:
    """The first moment at which the same call is allowed, if the tables reach so far."""
    # What denies now is asked first: it most likely denies still.
    others = [rule for rule in edition.by_kind[question.kind] if rule not in against]
    rules = (*against, *others)
    following = rulebook.after(edition)
    for moment in moments(question):
        if following is not None and moment >= following.starts:
            break
        if _allows(question.later(moment), rules):
            return moment
    if following is None:
        return None
    then = Question(question.intent, question.facts, following.tables, following.starts)
    rules = following.by_kind[then.kind]
    return then.at if _allows(then, rules) else _first_allowed(then, following, rulebook, rules)


def _allows(question: Question, rules: Sequence[Rule]) -> bool:
    rulings = (_ask(rule, question) for rule in rules)
    return all(ruling is None or ruling.reason is None for ruling in rulings)


def _sum_up(
    findings: tuple[Finding, ...],
    kind: Kind,
    edition: Edition,
    input_hash: str,
    next_allowed_at: datetime | None,
) -> Decision:
    reasons = _reasons(findings)
    conditions = () if reasons else _once(c for finding in findings for c in finding.conditions)
    allowed = Verdict.ALLOW_WITH_CONDITIONS if conditions else Verdict.ALLOW
    return Decision(
        decision=Verdict.DENY if reasons else allowed,
        reason=reasons[0] if reasons else _OK.get(kind, "OK"),
        all_reasons=reasons,
        conditions=conditions,
        next_allowed_at=next_allowed_at,
        findings=findings,
        rulebook_version=edition.version,
        input_hash=input_hash,
    )


_OK = {Kind.EMERGENCY: "OK_EMERGENCY"}


def _reasons(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """The first failing code of every gate that fails, in gate order. A decision that could not be made
    properly is reported as that, before anything else."""
    first: dict[str, str] = {}
    for finding in findings:
        if finding.reason is not None:
            first.setdefault(finding.gate, finding.reason)
    if not first:
        return ()
    reasons = [first[gate] for gate in GATES if gate in first]
    if any(finding.reason == ENGINE_ERROR for finding in findings):
        reasons.insert(0, ENGINE_ERROR)
    return _once(reasons)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
