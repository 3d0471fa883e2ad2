"""Case files: a call written down as JSON with what is known and what should be decided about it.

A field that is required and missing, or of the wrong type or value, makes the case undecidable, and what
cannot be decided is denied. Fields that nobody knows are not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialora.compliance.book import Rulebook
from dialora.compliance.canonical import Plain, digest, plain
from dialora.compliance.case_fields import CaseInvalid
from dialora.compliance.case_input import read_case
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide, undecidable

#: What may be expected of a case.
_EXPECTATIONS = frozenset(
    {
        "decision",
        "reason",
        "all_reasons",
        "conditions",
        "conditions_must_include",
        "next_allowed_at",
        "rulebook_version",
        "input_hash",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a file. Its input is not believed to be anything before it is decided on."""

    id: str
    input: Plain
    expected: Mapping[str, Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    case: Case
    got: Decision


def parse_cases(document: Plain) -> tuple[Case, ...]:
    """The cases of a file: {"cases": […]} or a list. Raises CaseInvalid."""
    listed = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise CaseInvalid("there is no list of cases")
    return tuple(_case(entry, f"case {position}") for position, entry in enumerate(listed))


def parse_case(document: Plain) -> Case:
    """One case: {"id", "input", "expected"}, or its input alone. Raises CaseInvalid."""
    if isinstance(document, dict) and "input" not in document:
        return Case(id="case", input=document, expected={})
    return _case(document, "case")


def disagreements(cases: Sequence[Case], rulebook: Rulebook) -> tuple[Disagreement, ...]:
    """The cases whose decision is not the expected one."""
    decided = ((case, decide_case(case.input, rulebook)) for case in cases)
    return tuple(Disagreement(case=c, got=got) for c, got in decided if not agrees(got, c.expected))


def agrees(decision: Decision, expected: Mapping[str, Plain]) -> bool:
    """Whether a decision is as expected; `conditions_must_include` names some of its conditions."""
    got = summary(decision)
    for key, wanted in expected.items():
        if key == "conditions_must_include":
            if not isinstance(wanted, list) or not {str(c) for c in wanted} <= set(decision.conditions):
                return False
        elif key == "conditions" and isinstance(wanted, list):
            if sorted(map(str, wanted)) != sorted(decision.conditions):
                return False
        elif got[key] != wanted:
            return False
    return True


def decide_case(case_input: Plain, rulebook: Rulebook, *, look_ahead: bool = True) -> Decision:
    """Decide on a case's input; one that cannot be read is denied."""
    try:
        intent, facts = read_case(case_input, rulebook)
    except CaseInvalid as problem:
        return undecidable(f"The case cannot be read: {problem}.", rulebook, _hash_of(case_input))
    return decide(intent, facts, rulebook, look_ahead=look_ahead)


def summary(decision: Decision) -> dict[str, Plain]:
    """A decision as `dialora check` prints it."""
    next_allowed_at = decision.next_allowed_at
    return {
        "decision": decision.decision.value,
        "reason": decision.reason,
        "all_reasons": list(decision.all_reasons),
        "conditions": list(decision.conditions),
        "next_allowed_at": next_allowed_at.isoformat().replace("+00:00", "Z") if next_allowed_at else None,
        "rulebook_version": decision.rulebook_version,
        "input_hash": decision.input_hash,
    }


def _case(entry: Plain, name: str) -> Case:
    if not isinstance(entry, dict) or "input" not in entry:
        raise CaseInvalid(f"{name} has no input")
    expected = entry.get("expected", {})
    if not isinstance(expected, dict) or not expected.keys() <= _EXPECTATIONS:
        raise CaseInvalid(f"{name} expects something that no decision has")
    return Case(id=str(entry.get("id", name)), input=entry["input"], expected=expected)


def _hash_of(case_input: Plain) -> str:
    """Of what was given, also where it is not JSON (NaN) and so has no canonical form."""
    try:
        return digest(plain(case_input))
    except (TypeError, ValueError):
        return digest(repr(case_input))
