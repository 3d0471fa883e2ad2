"""The list of calls as a table of comma-separated values, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping, Sequence

from dialora.domain.accounts import Account
from dialora.domain.call_filter import CallFilter
from dialora.services.call_history import CallStory
from dialora.services.call_list import CallList
from dialora.web import words

_AT_ONCE = 100
_TITLES = (
    "call",
    "began",
    "direction",
    "number",
    "caller",
    "name",
    "agent",
    "outcome",
    "status",
    "ended",
    "seconds",
    "recording",
    "test",
)
#: What a spreadsheet takes for a formula (OWASP, CSV injection), unless it is a bare telephone number.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_PHONE = re.compile(r"\+\d{1,15}")
#: Some spreadsheets read UTF-8 only where this stands first.
_MARK = "\ufeff"


async def call_table(
    calls: CallList, account: Account, wanted: CallFilter, agents: Mapping[str, str]
) -> AsyncIterator[str]:
    """A line for each call, newest first, read page by page: it may be the whole history."""
    yield _MARK + _line(_TITLES)
    after: str | None = None
    while True:
        found = await calls.page(account.id, wanted, limit=_AT_ONCE, starting_after=after)
        if found.items:
            yield "".join(_line(_cells(story, account.zone, agents)) for story in found.items)
        if not found.has_more:
            return
        after = found.items[-1].call.id


def _cells(story: CallStory, zone: str, agents: Mapping[str, str]) -> Sequence[str]:
    call = story.call
    return (
        call.id,
        f"{words.local_day(call.created_at, zone)} {words.at_time(call.created_at, zone)}",
        call.direction,
        call.number.e164 if call.number else "",
        call.peer.e164 if call.peer else "",
        story.name or "",
        agents.get(call.agent_id or "", ""),
        words.outcome(call),
        call.status,
        words.ending(call) if call.status.ended else "",
        str(words.length_ms(call) // 1000) if call.answered_at and call.ended_at else "",
        call.recording,
        "yes" if call.test else "no",
    )


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    formula = _FORMULA.match(cell.lstrip(" ")) and not _PHONE.fullmatch(cell)
    return f"'{cell}" if formula else cell
