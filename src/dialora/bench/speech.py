"""What the callers of a load say: the embedded voice, without the pauses that would end a turn early."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dialora.ports.media import FRAME_BYTES
from dialora.providers.tts.piper import Piper
from dialora.voice import audio

_SENTENCES = (
    "I would like to book a cleaning for Thursday afternoon please",
    "Are you open on Saturday morning",
    "Could you tell me how much a whitening costs",
    "My name is Ada Quill and I need a check up next week",
)
#: Softer than this is a pause; one longer than so many frames would sound like the end of a turn.
_QUIET_DB = -45.0
_LONGEST_PAUSE = 3


async def utterances(sentences: Sequence[str] = _SENTENCES) -> list[bytes]:
    """Mu-law, each beginning and ending with sound."""
    voice = Piper()
    try:
        await voice.warm_up()
        return [
            _without_pauses(b"".join([part async for part in voice.speak(sentence, language="en-US")]))
            for sentence in sentences
        ]
    finally:
        voice.close()


def _without_pauses(mulaw: bytes) -> bytes:
    frames = [mulaw[at : at + FRAME_BYTES] for at in range(0, len(mulaw) - FRAME_BYTES + 1, FRAME_BYTES)]
    loud = np.array([audio.level_db(frame) > _QUIET_DB for frame in frames])
    first, last = np.flatnonzero(loud)[[0, -1]]
    kept: list[bytes] = []
    quiet = 0
    for frame, is_loud in zip(frames[first : last + 1], loud[first : last + 1], strict=True):
        quiet = 0 if is_loud else quiet + 1
        if quiet <= _LONGEST_PAUSE:
            kept.append(frame)
    return b"".join(kept)
