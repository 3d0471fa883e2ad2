"""What is kept of people, in the words of those who own a business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: What is kept for days of its own: its name, what it is called, and what it covers.
KEPT: Final = (
    ("audio_days", "Sound", "Recordings of calls."),
    ("transcript_days", "Words", "What was said in calls, and finding calls by it."),
    ("message_days", "Messages", "Messages, notes and tags of calls, names in the calendar."),
    ("record_days", "Proof", "Decisions, consents, who said stop. The law asks for five years."),
)

_THINGS: Final = {
    "calls": ("call", "calls"),
    "attempts": ("call of ours", "calls of ours"),
    "messages": ("message", "messages"),
    "appointments": ("appointment", "appointments"),
    "contacts": ("contact", "contacts"),
    "consents": ("consent", "consents"),
    "consent_person": ("consent", "consents"),
    "dnc_entries": ("do-not-call entry", "do-not-call entries"),
    "dnc_entry": ("do-not-call entry", "do-not-call entries"),
    "revocations": ("stop", "stops"),
    "sms_choices": ("text choice", "text choices"),
    "decisions": ("decision", "decisions"),
    "decision_inputs": ("decision", "decisions"),
    "events": ("event", "events"),
    "turns": ("line of a call", "lines of calls"),
    "notes": ("note", "notes"),
    "tags": ("tag", "tags"),
    "notices": ("notice", "notices"),
    "notice": ("notice", "notices"),
    "share_links": ("shared link", "shared links"),
    "evidence_files": ("file of evidence", "files of evidence"),
    "call": ("call", "calls"),
    "attempt": ("call of ours", "calls of ours"),
    "recordings": ("recording", "recordings"),
    "transcripts": ("transcript", "transcripts"),
    "restricted_people": ("forgotten person's proof", "forgotten people's proof"),
}


def counted(counts: Mapping[str, int]) -> str:
    """2 calls, 1 consent; nothing where there is none."""
    return ", ".join(
        f"{count:,} {_THINGS.get(name, (name, name))[count != 1]}" for name, count in counts.items() if count
    )
