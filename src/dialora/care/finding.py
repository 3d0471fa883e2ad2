"""What the doctor says of one part of an installation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    OK = "ok"
    #: Works, and could be better: or is not needed everywhere.
    ADVICE = "advice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report."""

    part: str
    health: Health
    #: What was found, in a sentence.
    said: str
    #: What to do about it; empty where nothing is.
    todo: str = ""


def ok(part: str, said: str) -> Finding:
    return Finding(part=part, health=Health.OK, said=said)


def advice(part: str, said: str, todo: str) -> Finding:
    return Finding(part=part, health=Health.ADVICE, said=said, todo=todo)


def wrong(part: str, said: str, todo: str) -> Finding:
    return Finding(part=part, health=Health.WRONG, said=said, todo=todo)
