"""A call as files to keep: what they are called, and its words as plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dialora.domain.accounts import Account
from dialora.domain.agents import Agent
from dialora.services.call_history import CallStory
from dialora.web import words
from dialora.web.dashboard.transcript import transcript

#: A name is cut here, at the end of a word.
_LONGEST_NAME = 40


def file_name(story: CallStory, zone: str, ending: str) -> str:
    """When it was and who called, in letters every system can keep: call-2026-11-26-0912-ada-quill.txt."""
    at = story.call.created_at.astimezone(ZoneInfo(zone))
    who = _plain(story.name or "")
    return "-".join(filter(None, ("call", f"{at:%Y-%m-%d-%H%M}", who))) + f".{ending}"


def transcript_text(story: CallStory, agent: Agent | None, account: Account) -> str:
    """The whole of it to be read: who and when, then line by line."""
    return "\n".join([*_head(story, agent, account), "", *_lines(story, agent)]) + "\n"


def _head(story: CallStory, agent: Agent | None, account: Account) -> Iterator[str]:
    call = story.call
    at = call.created_at.astimezone(ZoneInfo(account.zone))
    yield f"{account.name}: a call on {at:%A} {at.day} {at:%B %Y}, {at:%H:%M} ({account.zone})"
    caller = words.peer(call)
    yield _spaced("Caller", f"{story.name}, {caller}" if story.name else caller)
    if agent:
        yield _spaced("Answered by", f"{agent.name}, an AI")
    if length := words.length(call):
        yield _spaced("Length", length)
    yield _spaced("Outcome", words.outcome(call))
    yield _spaced("Call", call.id)


def _lines(story: CallStory, agent: Agent | None) -> Iterator[str]:
    spoken = [
        (notice.start_ms, agent.name if agent else "Agent", f"{notice.text} [notice, to the end]")
        for notice in story.notices
    ]
    for line in transcript(story.turns, agent.name if agent else "Agent"):
        rest = f" [not heard:{line.unheard}]" if line.unheard else ""
        spoken.append((line.at_ms, line.name, line.text + rest))
        spoken.extend(
            (line.at_ms, line.name, f"[{use.name}{'' if use.ok else ': not done'}]") for use in line.tools
        )
    if not spoken:
        yield f"No words were kept. {words.RECORDINGS[story.call.recording]}"
    for at_ms, name, text in sorted(spoken, key=lambda each: each[0]):
        yield f"[{words.offset(at_ms)}] {name}: {text}"


def _spaced(name: str, value: str) -> str:
    return f"{name + ':':<13}{value}".replace("\u00a0", " ")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return slug if len(slug) <= _LONGEST_NAME else slug[:_LONGEST_NAME].rpartition("-")[0]
