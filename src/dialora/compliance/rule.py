"""A law as a pure function: `@rule` names the gate it stands at, its place in the order, the contacts it is
about, and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from dialora.catalog import Catalog
from dialora.compliance.decision import Finding
from dialora.compliance.kinds import EVERY, Kind
from dialora.compliance.question import Question

#: Gates in the order in which a reason is reported. Conditions never deny. Those with a letter are the
#: product's own.
GATES = (
    *("G0", "G1", "G1a", "G2", "G3", "G3a", "G3b", "G4", "G5", "G6", "G7", "G7a", "G8", "G9", "G10"),
    "conditions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a rule says about a call it applies to."""

    #: The reason code where it denies, None where it does not object.
    reason: str | None
    conditions: tuple[str, ...] = ()
    #: For an owner, in one sentence.
    why: str
    #: Where a table row decided: its own source.
    source: str | None = None
    #: It denies now and no longer at a later moment, though nothing else changes.
    passing: bool = False


#: None where the law says nothing about the call.
Law = Callable[[Question], Ruling | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A law and where it stands. Each is one object: none equals another."""

    name: str
    gate: str
    #: Within the gate, lowest first.
    order: int
    #: The citation.
    source: str
    #: The contacts it is about.
    about: frozenset[Kind] = EVERY
    law: Law = field(repr=False)

    def found(self, ruling: Ruling) -> Finding:
        """What it said, as a decision keeps it."""
        return _finding(self, ruling)

    @property
    def place(self) -> tuple[int, int, str]:
        """Sorts rules into asking order."""
        return GATES.index(self.gate), self.order, self.name


@lru_cache(maxsize=4_096)
def _finding(rule: Rule, ruling: Ruling) -> Finding:
    """Most rulings are said again and again."""
    return Finding(
        gate=rule.gate,
        rule=rule.name,
        reason=ruling.reason,
        conditions=ruling.conditions,
        why=ruling.why,
        source=ruling.source or rule.source,
    )


RULES: Catalog[Rule] = Catalog("rule")


def rule(*, gate: str, order: int, source: str, about: frozenset[Kind] = EVERY) -> Callable[[Law], Law]:
    """File a law under its function's name."""
    if gate not in GATES:
        raise ValueError(f"there is no gate {gate!r}; there are {', '.join(GATES)}")

    def add(law: Law) -> Law:
        name = law.__name__
        RULES.register(name)(Rule(name=name, gate=gate, order=order, source=source, about=about, law=law))
        return law

    return add


def denies(reason: str, why: str, *, source: str | None = None) -> Ruling:
    return Ruling(reason=reason, why=why, source=source)


def denies_for_now(reason: str, why: str, *, source: str | None = None) -> Ruling:
    """Time alone cures it."""
    return Ruling(reason=reason, why=why, source=source, passing=True)


def passes(why: str, *, source: str | None = None) -> Ruling:
    return Ruling(reason=None, why=why, source=source)


def requires(*conditions: str, why: str, source: str | None = None) -> Ruling:
    return Ruling(reason=None, conditions=conditions, why=why, source=source)
