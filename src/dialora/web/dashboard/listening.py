"""What a call's strip, its sound and the transcript beside it are drawn from: for us, and behind a link."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.agents import Agent
from dialora.domain.calls import RecordingState
from dialora.services.call_history import CallStory
from dialora.services.sealed_sound import Loudness
from dialora.web import words
from dialora.web.dashboard.strip import Strip, strip
from dialora.web.dashboard.strip_rows import Row, rows_of
from dialora.web.dashboard.transcript import Spoken, transcript
from dialora.web.dashboard.waveform import Waveform, waveforms

#: As many bars as a wide screen has room for: on the one row of a short call, and on each of a long one's.
_COLUMNS, _ROW_COLUMNS = 480, 300
_NOBODY = "Nobody was connected, so there is nothing to hear."
_LOST = "This call was recorded, but its sound is no longer on this server."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    strip: Strip
    rows: tuple[Row, ...]
    lines: tuple[Spoken, ...]
    #: The address of the call, of its recording and of its outline; None where there is no sound.
    address: str | None
    #: Why there is no sound; None where there is, and while the call runs.
    silent: str | None
    #: Why no words were kept, where none were.
    wordless: str | None


def listening(
    story: CallStory, agent: Agent | None, *, address: str, there: bool, silent: str | None = None
) -> Listening:
    """`there` says whether sound can be had at that address; `silent` why it was left out."""
    call = story.call
    drawn = strip_of(story)
    lines = transcript(story.turns, agent.name if agent else "Agent")
    if silent is None and call.status.ended and not there:
        silent = _why_silent(story)
    kept = call.recording is RecordingState.KEPT or not call.status.ended
    return Listening(
        strip=drawn,
        rows=rows_of(drawn),
        lines=lines,
        address=address if there and call.status.ended else None,
        silent=silent,
        wordless=None if kept or lines else _why_silent(story),
    )


def strip_of(story: CallStory) -> Strip:
    """The call's own length is the strip's."""
    duration_ms = words.length_ms(story.call)
    return strip(story.turns, story.notices, duration_ms=duration_ms, end_reason=story.call.end_reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How finely a call's loudness is asked for."""

    span_ms: int
    columns: int
    rows: int

    def drawn(self, loudness: Loudness) -> tuple[Waveform, ...]:
        return waveforms(loudness, rows=self.rows)


def columns_of(story: CallStory) -> Columns:
    """The same few bars however long the call was."""
    rows = rows_of(strip_of(story))
    columns = _COLUMNS if len(rows) == 1 else _ROW_COLUMNS * len(rows)
    return Columns(span_ms=sum(row.span_ms for row in rows), columns=columns, rows=len(rows))


def _why_silent(story: CallStory) -> str:
    call = story.call
    if call.answered_at is None:
        return _NOBODY
    return _LOST if call.recording is RecordingState.KEPT else words.RECORDINGS[call.recording]
