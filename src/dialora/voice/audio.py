"""Mu-law (ITU-T G.711) to samples and back by table lookup, and how loud a piece of sound is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dialora.ports.media import SAMPLE_RATE, SILENCE

#: What an empty or perfectly silent piece measures.
QUIETEST_DB: Final = -96.0

_BIAS = 0x84
_CLIP = 32_635


def _decoding_table() -> NDArray[np.int16]:
    inverted = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + _BIAS << ((inverted & 0x70) >> 4)) - _BIAS
    return np.where(inverted & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> NDArray[np.uint8]:
    samples = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    table: NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return table


_DECODED = _decoding_table()
_DECODED_FLOAT = (_DECODED / 32_768).astype(np.float32)
_ENCODED = _encoding_table()


def decode(mulaw: bytes | bytearray | memoryview) -> NDArray[np.int16]:
    """Mu-law to 16-bit samples, one per byte."""
    return _DECODED[np.frombuffer(mulaw, dtype=np.uint8)]


def decode_float(mulaw: bytes | bytearray | memoryview) -> NDArray[np.float32]:
    """Mu-law to samples between -1 and 1, as models take them."""
    return _DECODED_FLOAT[np.frombuffer(mulaw, dtype=np.uint8)]


def encode(samples: NDArray[np.int16]) -> bytes:
    """16-bit samples to mu-law, one byte each."""
    return _ENCODED[np.ascontiguousarray(samples, dtype=np.int16).view(np.uint16)].tobytes()


def level_db(mulaw: bytes | bytearray | memoryview) -> float:
    """How loud it is: root mean square in dB below full scale."""
    if len(mulaw) == 0:
        return QUIETEST_DB
    power = float(np.mean(np.square(decode_float(mulaw), dtype=np.float64)))
    return max(QUIETEST_DB, 10 * math.log10(power)) if power > 0 else QUIETEST_DB


def silence(seconds: float) -> bytes:
    return SILENCE * round(seconds * SAMPLE_RATE)


def seconds(mulaw: bytes | bytearray | memoryview) -> float:
    """How long a piece lasts."""
    return len(mulaw) / SAMPLE_RATE
