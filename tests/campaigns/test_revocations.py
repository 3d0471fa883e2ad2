"""A few rounds of the campaign in which one stop meets many who dial."""

from __future__ import annotations

import pytest

from dialora.bench.safety import revocations


@pytest.mark.parametrize("suspend", [False, True])
async def test_nothing_is_dialled_after_a_stop_was_acknowledged(suspend: bool) -> None:
    found = await revocations.run(rounds=10, many=8, seed=1, suspend=suspend)
    assert found.after == 0, f"{found.after} of {found.dialled} began after the acknowledgement"
    assert found.dialled > 0
    assert found.refused > 0
    assert found.still_ringing == 0
    assert found.errors == []
