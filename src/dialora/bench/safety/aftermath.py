"""What a campaign leaves on record: every call with its end, ledgers and recordings whole."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final

from dialora.bench.safety.installation import Installation

_AT_REST_S: Final = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    #: Why calls ended, over all accounts.
    reasons: Counter[str]
    without_end: int
    ledgers_whole: bool
    recordings: int
    #: Recordings that cannot be played from their first second to their last.
    broken_recordings: int


async def look_at(installation: Installation) -> Aftermath:
    """Once every call is over."""
    await installation.target.at_rest(_AT_REST_S)
    reasons: Counter[str] = Counter()
    kept = broken = without_end = 0
    for account in installation.accounts:
        for call in await installation.calls(account):
            reasons[str(call["end_reason"])] += 1
            without_end += call["end_reason"] is None
            if call["recording"] == "kept":
                kept += 1
                broken += not await installation.plays(account, call["id"])
    verified = await asyncio.to_thread(installation.run, "audit", "verify")
    return Aftermath(
        reasons=reasons,
        without_end=without_end,
        ledgers_whole=verified.returncode == 0,
        recordings=kept,
        broken_recordings=broken,
    )
