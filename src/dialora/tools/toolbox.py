"""The tool caller: finds a tool, checks its arguments, times it, and turns whatever happens into a result."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from dialora import tools
from dialora.domain.agents import Agent
from dialora.domain.calls import Call
from dialora.domain.errors import DialoraError, ProviderError, Unavailable
from dialora.ports.clock import Clock
from dialora.ports.toolbox import Json, ToolResult
from dialora.services.agreeing import Agreeing
from dialora.services.appointments import Appointments
from dialora.services.messages import Messages
from dialora.services.tool_call import ToolCall

log = structlog.get_logger(__name__)

#: A caller waits no longer than this for a tool.
_PATIENCE_S: Final = 4.0


@dataclass(frozen=True, slots=True)
class CallToolbox:
    """The tools of one call. Implements ports.toolbox.Toolbox."""

    call: ToolCall

    @classmethod
    def for_call(
        cls,
        agent: Agent,
        call: Call,
        *,
        clock: Clock,
        appointments: Appointments,
        messages: Messages,
        agreeing: Agreeing,
    ) -> CallToolbox:
        """What this agent may do in this call."""
        tools.TOOLS.discover("dialora.tools")
        return cls(
            ToolCall(
                agent=agent,
                call_id=call.id,
                caller=call.peer,
                clock=clock,
                appointments=appointments,
                messages=messages,
                agreeing=agreeing,
            )
        )

    async def use(self, tool: str, arguments: Mapping[str, Json]) -> ToolResult:
        """Use a tool by name. Never raises but when cancelled."""
        began = time.monotonic()
        problem: str | None = None
        value: Mapping[str, Json] = {}
        try:
            async with asyncio.timeout(_PATIENCE_S):
                value = await self._use(tool, arguments)
        except msgspec.ValidationError:
            problem = "arguments_invalid"
        except (Unavailable, ProviderError):
            problem = "unavailable"
        except DialoraError as error:
            problem = error.code
        except Exception as error:
            # What the error says may hold the caller's words; where it was raised does not.
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error(
                "tool failed", tool=tool, error=type(error).__name__, at=f"{where.filename}:{where.lineno}"
            )
            problem = "unavailable"
        took_ms = round((time.monotonic() - began) * 1000)
        log.info("tool used", tool=tool, call_id=self.call.call_id, problem=problem, took_ms=took_ms)
        return ToolResult(ok=problem is None, problem=problem, value=value, took_ms=took_ms)

    async def _use(self, tool: str, arguments: Mapping[str, Json]) -> Mapping[str, Json]:
        if tool not in tools.TOOLS:
            raise DialoraError("There is no such tool.", code="tool_unknown")
        return await tools.TOOLS[tool](self.call, arguments)
