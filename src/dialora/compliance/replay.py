"""Decides again on what was decided on, by the tables of that day: a decision can be checked by anybody who
holds its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dialora.compliance.book import Rulebook
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide
from dialora.compliance.record import hash_of_inputs, read_inputs


class Outcome(Enum):
    EQUAL = "equal"
    DIFFERENT = "different"
    #: The inputs had to be forgotten; the decision itself and the chain still stand.
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of it."""

    outcome: Outcome
    #: In a sentence.
    why: str
    #: What is decided today by the tables of that day; None where that could not be asked.
    again: Decision | None = None


#: What must be the same; sentences may have been reworded.
_COMPARED = ("decision", "reason", "all_reasons", "conditions", "next_allowed_at", "input_hash")


def replay(made: Decision, inputs: str | None, rulebook: Rulebook) -> Replay:
    """`inputs` is the canonical JSON that the decision was made on, None once it was erased."""
    if inputs is None:
        return Replay(outcome=Outcome.ERASED, why="What it was decided on was erased; the decision stands.")
    if hash_of_inputs(inputs) != made.input_hash:
        return _different("What it was decided on is not what is kept.")
    edition = rulebook.of_tables(made.rulebook_version)
    if edition is None:
        return _different(f"The tables of the rulebook {made.rulebook_version} are not here.")
    try:
        intent, facts = read_inputs(inputs)
    except (ValueError, KeyError, TypeError) as problem:
        return _different(f"What it was decided on cannot be read ({type(problem).__name__}).")
    if facts is None:
        return Replay(outcome=Outcome.EQUAL, why="No facts could be read then, which denies.")
    # The tables that came later did not count then.
    then = Rulebook(editions=rulebook.editions[: rulebook.editions.index(edition) + 1])
    again = decide(intent, facts, then, input_hash=made.input_hash)
    unlike = [name for name in _COMPARED if getattr(made, name) != getattr(again, name)]
    if unlike:
        return _different(f"It comes out otherwise: {', '.join(unlike)}.", again)
    changed = "" if again.rulebook_version == made.rulebook_version else " The rules have changed since."
    return Replay(outcome=Outcome.EQUAL, why=f"It comes out the same.{changed}", again=again)


def _different(why: str, again: Decision | None = None) -> Replay:
    return Replay(outcome=Outcome.DIFFERENT, why=why, again=again)
