"""The engine's hours against a slow model that was written from the rules alone, where clocks change."""

from __future__ import annotations

import os
import random
from datetime import datetime

import pytest

from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.case import decide_case, summary
from law_model.hours import Place, Purpose, Voice, around, next_open, places, why_closed

SAMPLE = 40
SEED = 2027
WHOLE = os.environ.get("DIALORA_LAW_FULL") == "1"
KINDS: tuple[tuple[Purpose, Voice], ...] = (
    ("telemarketing", "ai"),
    ("telemarketing", "human"),
    ("informational", "ai"),
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.mark.parametrize("place", places(), ids=lambda place: place.name)
def test_every_five_minutes_around_a_clock_change_the_engine_agrees(place: Place, rulebook: Rulebook) -> None:
    asked = [(instant, *kind) for night in place.nights for instant in around(night) for kind in KINDS]
    if not WHOLE:
        asked = random.Random(f"{SEED} {place.name}").sample(asked, SAMPLE)
    wrong = [said for question in asked if (said := _disagreement(place, *question, rulebook)) is not None]
    assert not wrong, f"{len(wrong)} of {len(asked)}, the first: {wrong[0]}"


def _disagreement(
    place: Place, instant: datetime, purpose: Purpose, voice: Voice, rulebook: Rulebook
) -> str | None:
    closed = why_closed(place, instant, purpose, voice)
    expected: tuple[object, object] = ("OK", None)
    if closed is not None:
        expected = (closed, next_open(place, instant, purpose, voice))
    decided = summary(decide_case(_call(place, instant, purpose, voice), rulebook))
    again = decided["next_allowed_at"]
    got = (decided["reason"], again if again is None else datetime.fromisoformat(str(again)))
    return None if got == expected else f"{purpose} {voice} at {instant}: {got} instead of {expected}"


def _call(place: Place, instant: datetime, purpose: Purpose, voice: Voice) -> dict[str, object]:
    """A call to which nothing but the hour can object."""
    return {
        "now_utc": instant.isoformat(),
        "direction": "outbound",
        "channel": "voice",
        "voice_type": voice,
        "called_number": place.number,
        "purpose": purpose,
        "tenant": {
            "id": "t1",
            "seller": "Acme Dental LLC",
            "status": "active",
            "kyc": "verified",
            "state": "NY",
        },
        "caller": {"number": "+15125550100", "ownership": "incoming_phone_number", "verified": True},
        "contact": place.contact,
        "consents": [{"level": "express_written", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"}],
    }
