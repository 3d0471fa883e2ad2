"""Takes a caller's yes to the question whether they may be called."""

from __future__ import annotations

from collections.abc import Mapping

from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def take_consent(call: ToolCall) -> Mapping[str, Json]:
    """Note that the caller has just said yes. It is put on record, with its sound, once the call is over."""
    await call.agreeing.spoken.question(call.agent, call.call_id)
    return {}
