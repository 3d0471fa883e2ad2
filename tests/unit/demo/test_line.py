"""A person's telephone: narrow, noisy, and with a voice of their own."""

from __future__ import annotations

import numpy as np
import pytest

from dialora.demo.line import Line, Manner, telephone_band
from dialora.voice import audio


class _Tone:
    """Speaks a tone, whatever it is told to say."""

    def render(self, spoken: str, *, speed: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        at = np.arange(round(22_050 / speed), dtype=np.float32) / 22_050
        return np.sin(2 * np.pi * 1_000 * at).astype(np.float32)


def test_a_telephone_lets_its_band_through_and_nothing_else() -> None:
    at = np.arange(8_000, dtype=np.float32) / 8_000
    for hertz, passes in ((100, False), (1_000, True), (3_000, True), (3_900, False)):
        carried = telephone_band(np.sin(2 * np.pi * hertz * at).astype(np.float32))
        assert bool(np.abs(carried[1_000:-1_000]).max() > 0.5) is passes


def test_a_line_hums_also_where_nobody_speaks() -> None:
    quiet = np.zeros(8_000, dtype=np.float32)
    noisy = Line(_Tone(), Manner(snr_db=20), seed=1).carry(quiet)
    clear = Line(_Tone(), Manner(snr_db=40), seed=1).carry(quiet)
    assert audio.level_db(noisy) == pytest.approx(-40, abs=1)
    assert audio.level_db(clear) < audio.level_db(noisy) - 12


def test_pitch_and_speed_are_apart() -> None:
    plain = Line(_Tone(), Manner(), seed=1).utter("hello")
    high = Line(_Tone(), Manner(pitch=1.1), seed=1).utter("hello")
    fast = Line(_Tone(), Manner(speed=1.25), seed=1).utter("hello")
    assert len(high) == pytest.approx(len(plain), rel=0.02)
    assert len(fast) == pytest.approx(len(plain) / 1.25, rel=0.02)
