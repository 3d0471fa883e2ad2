"""The question whether a caller may be called, where it may be put to this one."""

from __future__ import annotations

from collections.abc import Mapping

from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def consent_question(call: ToolCall) -> Mapping[str, Json]:
    """The exact words to ask a caller with whether they may be called. Refused where nothing may be kept of
    the answer, or where nobody is to be asked."""
    return {"text": await call.agreeing.spoken.question(call.agent, call.call_id)}
