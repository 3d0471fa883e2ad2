"""What an agent may do in a call, one file each: an async function with `@tool` on it."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from dialora.catalog import Catalog
from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall

#: An async function of a ToolCall and the tool's own arguments.
ToolFunction = Callable[..., Awaitable[Mapping[str, Json]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool by its name, with what a model is told of it."""

    name: str
    description: str
    #: JSON schema of the arguments.
    schema: Mapping[str, Any]
    _arguments: type[msgspec.Struct]
    _run: ToolFunction

    async def __call__(self, call: ToolCall, arguments: Mapping[str, Json]) -> Mapping[str, Json]:
        """Raises msgspec.ValidationError for arguments off the schema, and what the tool itself raises."""
        checked = msgspec.convert(arguments, self._arguments)
        return await self._run(call, **{name: getattr(checked, name) for name in checked.__struct_fields__})


TOOLS: Catalog[Tool] = Catalog("tool")


def tool(function: ToolFunction) -> ToolFunction:
    """File an async function as a tool: its name, its docstring, and a schema from its type hints."""
    name = function.__name__
    arguments = _arguments_of(function)
    TOOLS.register(name)(
        Tool(
            name=name,
            description=inspect.cleandoc(function.__doc__ or ""),
            schema=_schema_of(arguments),
            _arguments=arguments,
            _run=function,
        )
    )
    return function


def _arguments_of(function: ToolFunction) -> type[msgspec.Struct]:
    """The parameters after the first, which is the call."""
    hints = typing.get_type_hints(function, include_extras=True)
    _, *parameters = inspect.signature(function).parameters.values()
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        (each.name, hints[each.name])
        if each.default is inspect.Parameter.empty
        else (each.name, hints[each.name], each.default)
        for each in parameters
    ]
    return msgspec.defstruct(function.__name__, fields, kw_only=True, forbid_unknown_fields=True)


def _schema_of(arguments: type[msgspec.Struct]) -> Mapping[str, Any]:
    (schema,), definitions = msgspec.json.schema_components([arguments])
    return definitions[schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema
