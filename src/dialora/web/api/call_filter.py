"""What a program may ask the list of calls for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import CallLength, CallResult, CallStatus, Direction, EndReason, RecordingState
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.domain.tags import tag_of

#: What fits in a database's instants, with room to reckon in.
_YEARS = range(1970, 2500)

_Moment = Annotated[AwareDatetime | None, Query()]


def call_filter(
    search: Annotated[
        str,
        Query(
            max_length=200,
            description='All these words, a "phrase", a name, or the last digits of a number. Words are'
            " found whole, as they are said or written; texts that may not be kept are not searched.",
        ),
    ] = "",
    status: Annotated[CallStatus | None, Query(description="Only calls in this state.")] = None,
    result: Annotated[CallResult | None, Query(description="Only calls that came to this.")] = None,
    end_reason: Annotated[
        EndReason | None, Query(description="Only calls that ended for this reason.")
    ] = None,
    direction: Annotated[Direction | None, Query()] = None,
    agent_id: Annotated[str | None, Query(max_length=64, description="Only calls of this agent.")] = None,
    number: Annotated[str | None, Query(max_length=20, description="Ours, E.164.")] = None,
    peer: Annotated[str | None, Query(max_length=20, description="The other party's, E.164.")] = None,
    recording: Annotated[RecordingState | None, Query()] = None,
    length: Annotated[
        CallLength | None,
        Query(description="Under 30 seconds, under 2 minutes, under 10 minutes, or longer."),
    ] = None,
    tag: Annotated[str | None, Query(max_length=100)] = None,
    test: Annotated[bool | None, Query(description="Only test calls, or only real ones.")] = None,
    created_from: _Moment = None,
    created_before: _Moment = None,
) -> CallFilter:
    return CallFilter(
        since=near(created_from, "created_from"),
        until=near(created_before, "created_before"),
        status=status,
        result=result,
        end_reason=end_reason,
        direction=direction,
        agent_id=agent_id,
        number=PhoneNumber(number) if number else None,
        peer=PhoneNumber(peer) if peer else None,
        recording=recording,
        length=length,
        tag=tag_of(tag) if tag else None,
        test=test,
        search=search,
    )


def near(at: AwareDatetime | None, field: str) -> AwareDatetime | None:
    """An instant that can be reckoned with. Raises Invalid."""
    if at is not None and at.year not in _YEARS:
        raise Invalid("That is too long ago, or too far away.", field=field, code="time_invalid")
    return at
