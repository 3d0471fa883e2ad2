"""A law as a pure function: `@rule` names the gate it stands at, its place in the order, and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dialora.catalog import Catalog
from dialora.compliance.decision import Finding
from dialora.compliance.facts import Facts
from dialora.compliance.intent import CallIntent
from dialora.compliance.places import Tables

#: Gates in the order in which a reason is reported. Conditions never deny.
GATES = ("G0", "G1", "G2", "G3", "G3b", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "conditions")


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


#: None where the law says nothing about the call.
Law = Callable[[CallIntent, Facts, Tables], Ruling | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A law and where it stands."""

    name: str
    gate: str
    #: Within the gate, lowest first.
    order: int
    #: The citation.
    source: str
    law: Law = field(repr=False)

    def ask(self, intent: CallIntent, facts: Facts, tables: Tables) -> Finding | None:
        """What this law says; may raise whatever the law raises."""
        ruling = self.law(intent, facts, tables)
        if ruling is None:
            return None
        return Finding(
            gate=self.gate,
            rule=self.name,
            reason=ruling.reason,
            conditions=ruling.conditions,
            why=ruling.why,
            source=ruling.source or self.source,
        )

    @property
    def place(self) -> tuple[int, int, str]:
        """Sorts rules into asking order."""
        return GATES.index(self.gate), self.order, self.name


RULES: Catalog[Rule] = Catalog("rule")


def rule(*, gate: str, order: int, source: str) -> Callable[[Law], Law]:
    """File a law under its function's name."""
    if gate not in GATES:
        raise ValueError(f"there is no gate {gate!r}; there are {', '.join(GATES)}")

    def add(law: Law) -> Law:
        RULES.register(law.__name__)(Rule(name=law.__name__, gate=gate, order=order, source=source, law=law))
        return law

    return add


def denies(reason: str, why: str, *, source: str | None = None) -> Ruling:
    return Ruling(reason=reason, why=why, source=source)


def passes(why: str, *, source: str | None = None) -> Ruling:
    return Ruling(reason=None, why=why, source=source)


def requires(*conditions: str, why: str, source: str | None = None) -> Ruling:
    return Ruling(reason=None, conditions=conditions, why=why, source=source)
