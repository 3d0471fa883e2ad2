"""Agents as JSON in a row, and back, whatever was known of agents when the row was written."""

from __future__ import annotations

from typing import Any

import msgspec

from dialora.domain.agents import Agent, Business


def write_agent(agent: Agent) -> dict[str, Any]:
    written: dict[str, Any] = msgspec.to_builtins(agent, str_keys=True)
    return written


def read_agent(stored: dict[str, Any]) -> Agent:
    return msgspec.convert(stored | {"business": _of_now(stored["business"])}, Agent, strict=False)


def write_business(business: Business) -> dict[str, Any]:
    written: dict[str, Any] = msgspec.to_builtins(business, str_keys=True)
    return written


def read_business(stored: dict[str, Any]) -> Business:
    return msgspec.convert(_of_now(stored), Business, strict=False)


def _of_now(stored: dict[str, Any]) -> dict[str, Any]:
    """A business once had one transfer destination at most."""
    single = stored.get("transfer")
    return stored if single is None else {"transfers": [single], **stored}
