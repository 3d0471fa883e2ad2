"""Laws of the gate itself, tried on tens of thousands of cases that nobody wrote.

One more harm never allows what was denied; what is required and missing or wrong denies; the moment that is
named as the next allowed one is exact; and a decision comes out the same again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from dialora.bench.made_cases import GARBAGE, HARMS, REQUIRED, Made, garbled, make_case, spoiled
from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.case import decide_case
from dialora.compliance.case_input import read_case
from dialora.compliance.decision import Decision
from dialora.compliance.record import write_inputs
from dialora.compliance.replay import Outcome, replay

EXAMPLES: Final = 50_000
_SECOND: Final = timedelta(seconds=1)
#: Of the stretch before the named moment, so many moments are tried.
_TRIED: Final = 3


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was tried and what came of it."""

    examples: int = 0
    tried: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    against: list[str] = field(default_factory=list)


def run(examples: int, seed: int) -> Tally:
    """Examples of one seed, every one with all properties."""
    tally, rulebook, random = Tally(), load_rulebook(), Random(seed)
    for _ in range(examples):
        tally.against += check(make_case(random), random, rulebook, tally)
        tally.examples += 1
    return tally


def check(made: Made, random: Random, rulebook: Rulebook, tally: Tally) -> list[str]:
    """The properties that a case breaks, each with what shows it."""
    decision = decide_case(made, rulebook)
    tally.decided[decision.reason] += 1
    return [
        *_harmed(made, decision, random, rulebook, tally),
        *_garbled(made, random, rulebook, tally),
        *_next(made, decision, random, rulebook, tally),
        *_again(made, decision, rulebook, tally),
    ]


def _harmed(
    made: Made, decision: Decision, random: Random, rulebook: Rulebook, tally: Tally
) -> Iterator[str]:
    harm = random.choice(sorted(HARMS))
    tally.tried["one more harm never allows"] += 1
    after = decide_case(spoiled(made, harm), rulebook, look_ahead=False)
    if after.allowed and not decision.allowed:
        yield f"{harm} allows {made}"


def _garbled(made: Made, random: Random, rulebook: Rulebook, tally: Tally) -> Iterator[str]:
    if made["direction"] != "outbound":
        return
    path, value = random.choice(REQUIRED), random.choice(GARBAGE)
    tally.tried["what is missing or garbage denies"] += 1
    after = decide_case(garbled(made, path, value), rulebook, look_ahead=False)
    if after.allowed or after.reason != "ENGINE_ERROR":
        yield f"{path} = {value!r} comes to {after.reason}: {made}"


def _next(made: Made, decision: Decision, random: Random, rulebook: Rulebook, tally: Tally) -> Iterator[str]:
    moment = decision.next_allowed_at
    if moment is None:
        return
    tally.tried["the next moment is exact"] += 1
    _, facts = read_case(made, rulebook)
    between = int((moment - facts.at).total_seconds())
    early = {between - 1, *(random.randrange(between) for _ in range(_TRIED))}
    for seconds in sorted(early):
        tried = facts.at + timedelta(seconds=seconds)
        if decide_case(made | {"now_utc": tried.isoformat()}, rulebook, look_ahead=False).allowed:
            yield f"already allowed at {tried}, not first at {moment}: {made}"
            return
    then = decide_case(made | {"now_utc": moment.isoformat()}, rulebook, look_ahead=False)
    if not then.allowed:
        yield f"not allowed at {moment}, for {then.reason}: {made}"


def _again(made: Made, decision: Decision, rulebook: Rulebook, tally: Tally) -> Iterator[str]:
    if decision.reason == "ENGINE_ERROR":
        return
    tally.tried["a decision replays as it was"] += 1
    found = replay(decision, write_inputs(*read_case(made, rulebook)), rulebook)
    if found.outcome is not Outcome.EQUAL:
        yield f"{found.why} {made}"


def section(tally: Tally, seed: int) -> str:
    """Its part of the page."""
    rows = "\n".join(f"| {what} | {count:,} |" for what, count in sorted(tally.tried.items()))
    decided = ", ".join(f"{reason} {count:,}" for reason, count in tally.decided.most_common(12))
    shown = "\n".join(f"- {each}" for each in tally.against[:20]) or "None was found."
    return f"""## Properties

{tally.examples:,} cases were made up at random (seed {seed}), most of them nearly allowed. What they came to,
the most frequent first: {decided}. `python -m dialora.bench properties` repeats it.

| property | tried |
|---|---|
{rows}

### Counter-examples: {len(tally.against)}

{shown}
"""
