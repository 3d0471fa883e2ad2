"""Records that whoever we have called is not the person we meant."""

from __future__ import annotations

from collections.abc import Mapping

from dialora.domain.errors import Invalid
from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def record_wrong_number(call: ToolCall) -> Mapping[str, Json]:
    """Never call this number again: it is somebody else's. Its consents end, for they are not theirs."""
    if call.caller is None:
        raise Invalid("This person's number is not known.", code="number_unknown")
    stopped = await call.agreeing.wrong_numbers.record(
        call.agent.account_id, call.caller, call_id=call.call_id
    )
    return {"revocation_id": stopped.revocation.id}
