"""What an agent may do in a call. The account, the caller and the conditions are bound beforehand:
whatever is asked for, a tool sees only them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

#: What crosses to a tool and back: JSON without surprises.
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What came of it. A refusal is a result, not an exception: `ok` is false and `problem` says why."""

    ok: bool
    #: Stable snake_case where not ok: "slot_taken", "not_offered", "unavailable".
    problem: str | None = None
    value: Mapping[str, Json] = field(default_factory=dict)
    took_ms: int = 0


class Toolbox(Protocol):
    async def use(self, tool: str, arguments: Mapping[str, Json]) -> ToolResult:
        """Use a tool by name. An unknown tool or bad arguments give a result that is not ok."""
        ...
