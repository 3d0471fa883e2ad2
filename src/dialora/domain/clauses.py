"""The acceptable use policy clause by clause: what each asks of the product, and what keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from importlib.resources import files
from typing import Final

_TABLE: Final = "clauses.json"


class Held(Enum):
    """Whether the product keeps a clause, as far as its tests know."""

    HELD = "held"
    #: It did, and the last run of its tests says otherwise.
    BROKEN = "broken"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    #: C1 to C51, in the policy's order.
    id: str
    #: What the software must do, in our own words.
    capability: str
    held: Held
    #: What is missing, what comes later, or which tests failed; empty where there is nothing to add.
    why: str
    #: Of the rulebook, by name.
    rules: tuple[str, ...]
    #: Where the rest of it is kept, as paths in the source.
    files: tuple[str, ...]
    #: The file of its tests; of a clause that is not kept yet, where they will be.
    tests: str


#: What a run of the tests found: of each clause, the outcome of each test.
Run = Mapping[str, Mapping[str, str]]


def all_clauses() -> tuple[Clause, ...]:
    """As this release of the product keeps them."""
    rows = json.loads(files("dialora.domain").joinpath(_TABLE).read_text(encoding="utf-8"))
    return tuple(
        Clause(
            id=row["id"],
            capability=row["capability"],
            held=Held.NOT_YET if row["not_yet"] else Held.HELD,
            why=row["not_yet"] or row.get("later") or "",
            rules=tuple(row["rules"]),
            files=tuple(row["files"]),
            tests=row["tests"],
        )
        for row in rows
    )


def as_run(clauses: Sequence[Clause], run: Run) -> tuple[Clause, ...]:
    """With what a run of the tests found. A clause that it did not ask about stays as it was."""
    return tuple(_after(clause, run.get(clause.id, {})) for clause in clauses)


def _after(clause: Clause, found: Mapping[str, str]) -> Clause:
    failed = sorted(test for test, outcome in found.items() if outcome != "passed")
    if clause.held is Held.NOT_YET or not failed:
        return clause
    return replace(clause, held=Held.BROKEN, why=f"failed in the last run: {', '.join(failed)}")
