"""JSON as rows hold it: written one way, so that a thing is the same text in its row and in the ledger."""

from __future__ import annotations

import json
from datetime import UTC, datetime

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def written(value: Json) -> str:
    """Keys sorted, no spaces, every character as itself."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def instant(moment: datetime) -> str:
    """In UTC, microseconds always written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
