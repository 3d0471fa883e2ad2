"""A decision as it is written down, and read back."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from dialora.compliance.canonical import canonical
from dialora.compliance.decision import Decision, Finding, Verdict
from dialora.compliance.facts import Facts
from dialora.compliance.intent import CallIntent
from dialora.compliance.revival import revive


def write_decision(decision: Decision) -> str:
    """Canonical JSON; the same decision always gives the same text."""
    return canonical(decision)


def write_inputs(intent: CallIntent, facts: Facts | None) -> str:
    """What was decided on, as canonical JSON. No facts where they could not be read."""
    return canonical({"intent": intent, "facts": facts})


def hash_of_inputs(inputs: str) -> str:
    """SHA-256 of what was decided on: the decision's `input_hash`."""
    return hashlib.sha256(inputs.encode("utf-8", "surrogatepass")).hexdigest()


def read_inputs(text: str) -> tuple[CallIntent, Facts | None]:
    """What `write_inputs` wrote; what it could not know of yet is as unknown as it was. Raises ValueError,
    KeyError or TypeError where it is something else."""
    said = json.loads(text)
    facts = said["facts"]
    return revive(CallIntent, said["intent"]), None if facts is None else revive(Facts, facts)


def read_decision(text: str) -> Decision:
    """What `write_decision` wrote. Raises ValueError, KeyError or TypeError where it is something else."""
    said = json.loads(text)
    return Decision(
        decision=Verdict(said["decision"]),
        reason=said["reason"],
        all_reasons=tuple(said["all_reasons"]),
        conditions=tuple(said["conditions"]),
        next_allowed_at=_instant(said["next_allowed_at"]),
        findings=tuple(
            Finding(
                gate=finding["gate"],
                rule=finding["rule"],
                reason=finding["reason"],
                conditions=tuple(finding["conditions"]),
                why=finding["why"],
                source=finding["source"],
            )
            for finding in said["findings"]
        ),
        rulebook_version=said["rulebook_version"],
        input_hash=said["input_hash"],
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
