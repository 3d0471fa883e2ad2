"""A small slice of the brown-out, in virtual time: what the clock of the story says is what callers feel."""

from __future__ import annotations

import pytest

from dialora.bench.safety.brown_out import FAULTS, run
from dialora.testing import story


@pytest.mark.parametrize("fault", FAULTS)
@story
async def test_somebody_with_sick_ears_or_voice_hears_something_soon_and_is_shown_a_way_out(
    fault: str,
) -> None:
    outcome = await run(others=2, sick=1, questions=1, faults=[fault])
    felt = outcome.by_fault[fault]
    assert max(felt.sound_s) <= 2.0
    assert max(felt.way_out_s) <= 8.0
    assert outcome.others_s[fault] <= outcome.others_before_s * 1.1
