"""Records that somebody does not want to be called any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dialora.domain.errors import Invalid
from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def record_opt_out(call: ToolCall, via: Literal["call", "keypad"] = "call") -> Mapping[str, Json]:
    """Never call the caller's number again, for any purpose. It holds at once."""
    if call.caller is None:
        raise Invalid("This caller's number is not known.", code="number_unknown")
    revocation = await call.agreeing.revocations.record(
        call.agent.account_id, call.caller, via=via, call_id=call.call_id
    )
    return {"revocation_id": revocation.id}
