"""A few callers of the load against the media process of the bench, for a moment, in real time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import uvicorn

from dialora.bench.load import Crowd
from dialora.bench.media import media_app
from dialora.bench.ready import ready_sound
from dialora.media.direct import DirectSocket
from dialora.ports.media import SAMPLE_RATE
from dialora.voice import audio
from dialora.voice.turns import Knobs
from patience import becomes


def _buzz(seconds: float) -> bytes:
    """A voice of sorts: a hundred pulses a second through a resonance, as loud as speech."""
    time = np.arange(round(seconds * SAMPLE_RATE))
    pulses = (time % 66 == 0).astype(float)
    ring = np.exp(-time[:400] / 60) * np.sin(2 * np.pi * 660 * time[:400] / SAMPLE_RATE)
    ring += 0.6 * np.exp(-time[:400] / 50) * np.sin(2 * np.pi * 1_720 * time[:400] / SAMPLE_RATE)
    voice = np.convolve(pulses, ring)[: len(time)]
    voice *= 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time / SAMPLE_RATE)
    return audio.encode((voice / np.abs(voice).max() * 12_000).astype(np.int16))


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    app = media_app(tmp_path, Knobs(complete_s=0.2, read_after_s=0.2), ready_sound(0.5))
    config = uvicorn.Config(app, ws=DirectSocket, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server.serve([listening]))
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/telephony/twilio/media"
        server.should_exit = True
        await serving


async def test_callers_are_answered_recorded_and_written_into_the_ledger(
    address: str, tmp_path: Path
) -> None:
    crowd = Crowd(address, [_buzz(1.0)], 3, seed=1)
    await crowd.join(settle_s=0.0)
    seen = await crowd.watch(2.0)
    await becomes(lambda: len(seen.answers_ms) >= 3, "everybody is answered", within=30)
    await crowd.leave()
    assert seen.dropped == 0
    sealed = tmp_path / "recordings"
    await becomes(lambda: len(list(sealed.glob("*.sealed"))) == 3, "every call is recorded")
    heads = (tmp_path / "heads" / "acct_bench.heads").read_text()
    assert heads.count('"signature"') == 3
