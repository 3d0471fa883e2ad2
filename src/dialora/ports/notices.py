"""What must be said before anything else, and what the law says about keeping the call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RecordingRule(StrEnum):
    """How a recording may begin, from the decision's conditions; strictest last."""

    #: Not wanted, or not allowed: nothing is kept, neither audio nor text.
    OFF = "off"
    #: Held in memory from the announcement, kept once it has been heard.
    ANNOUNCE = "announce"
    #: The same, and a refusal ends and deletes it.
    ANNOUNCE_AND_ALLOW_REFUSAL = "announce_and_allow_refusal"
    #: Nothing is held before an active yes; silence is a no.
    EXPLICIT_YES = "explicit_yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence that must be heard to the end."""

    #: "ai_disclosure", "recording", "recording_question"; of our own calls "identification",
    #: "opt_out_offer", "callback_number", "ask_continue".
    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a call must begin."""

    notices: tuple[Notice, ...]
    recording: RecordingRule
    #: We have called: the other party says hello first.
    awaits_greeting: bool = False
    #: What is said to somebody for whom it is not a good time.
    not_now: str = ""
