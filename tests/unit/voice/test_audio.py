"""Mu-law as G.711 has it."""

from __future__ import annotations

import numpy as np
import pytest

from dialora.ports.media import SILENCE
from dialora.voice import audio

#: Code words and values of ITU-T G.711, table 2, scaled to 16 bits.
G711 = {0x80: 32_124, 0x8F: 16_764, 0xBF: 1_980, 0xFF: 0, 0x7F: 0, 0x00: -32_124, 0x40: -1_884, 0xFE: 8}


@pytest.mark.parametrize(("code", "value"), G711.items())
def test_codes_have_the_values_of_the_standard(code: int, value: int) -> None:
    assert audio.decode(bytes([code]))[0] == value


def test_every_code_survives_decoding_and_encoding() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)
    assert audio.encode(audio.decode(codes)) == codes
    assert audio.encode(audio.decode(b"\x7f")) == SILENCE, "there are two zeros; one is used"


def test_encoding_is_never_further_off_than_half_a_step() -> None:
    samples = np.arange(-32_124, 32_125, dtype=np.int16)
    error = np.abs(audio.decode(audio.encode(samples)).astype(int) - samples)
    steps = np.maximum(8, np.abs(samples.astype(int)) / 14)
    assert np.all(error <= steps / 2 + 4)


def test_the_loudest_samples_are_clipped_not_wrapped() -> None:
    assert audio.encode(np.array([32_767, -32_768], dtype=np.int16)) == b"\x80\x00"


def test_levels_are_in_decibels_below_full_scale() -> None:
    assert audio.level_db(b"") == audio.level_db(SILENCE * 160) == audio.QUIETEST_DB
    assert audio.level_db(b"\x80\x00" * 80) == pytest.approx(-0.2, abs=0.1)
    tone = np.sin(np.arange(8_000) * 2 * np.pi * 440 / 8_000) * 3_276.8
    assert audio.level_db(audio.encode(tone.astype(np.int16))) == pytest.approx(-23, abs=0.2)


def test_silence_lasts_as_long_as_asked() -> None:
    assert audio.decode(audio.silence(0.5)).tolist() == [0] * 4_000
    assert audio.seconds(audio.silence(0.5)) == 0.5
