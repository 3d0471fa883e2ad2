"""The speech engines of the catalogues, each loaded once; the embedded ones have a voice for the others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from dialora.providers import stt, tts

stt.STT.discover("dialora.providers.stt")
tts.TTS.discover("dialora.providers.tts")


@pytest.fixture(scope="session", params=list(stt.STT))
def ears(request: pytest.FixtureRequest) -> Iterator[stt.Engine]:
    """Every engine that understands speech, warm."""
    engine = stt.STT[request.param]()
    asyncio.run(engine.warm_up())
    yield engine
    engine.close()


@pytest.fixture(scope="session", params=list(tts.TTS))
def voice(request: pytest.FixtureRequest) -> Iterator[tts.Engine]:
    """Every engine that speaks, warm."""
    engine = tts.TTS[request.param]()
    asyncio.run(engine.warm_up())
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def embedded_ears() -> Iterator[stt.Engine]:
    engine = stt.STT["embedded"]()
    asyncio.run(engine.warm_up())
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def embedded_voice() -> Iterator[tts.Engine]:
    engine = tts.TTS["embedded"]()
    asyncio.run(engine.warm_up())
    yield engine
    engine.close()
