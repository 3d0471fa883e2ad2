"""The written cases, and how a decision is compared with what was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

CASES = Path(__file__).parents[1] / "law_cases"
FILES = tuple(sorted(CASES.glob("*.json")))
Fields = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One case: its name, what is asked, and what must come out."""

    id: str
    asked: Fields
    expected: Fields

    @property
    def allowed(self) -> bool:
        return self.expected["decision"] != "deny"

    @property
    def outgoing(self) -> bool:
        return self.asked.get("direction") == "outbound"

    @property
    def emergency(self) -> bool:
        return self.asked.get("purpose") == "emergency"


def written(*files: Path) -> tuple[Written, ...]:
    """Every case of these files, or of all."""
    return tuple(
        Written(id=case["id"], asked=case["input"], expected=case["expected"])
        for file in files or FILES
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]
    )


def changed(asked: Fields, path: str, value: object) -> Fields:
    """The same case with one field, however deep, said otherwise; the rest is shared."""
    head, _, rest = path.partition(".")
    if not rest:
        return asked | {head: value}
    inner = asked.get(head)
    return asked | {head: changed(inner if isinstance(inner, dict) else {}, rest, value)}


def comparable(decision: Mapping[str, object]) -> Fields:
    """Conditions in any order, instants however they are spelled."""
    fields = dict(decision)
    conditions, again = fields.get("conditions"), fields.get("next_allowed_at")
    if isinstance(conditions, list | tuple):
        fields["conditions"] = sorted(map(str, conditions))
    if isinstance(again, str):
        fields["next_allowed_at"] = datetime.fromisoformat(again)
    return fields
