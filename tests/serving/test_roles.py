"""What a process loads is what its role needs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI

from dialora.app import create_app
from dialora.providers.stt import whisper
from dialora.providers.tts import piper
from dialora.settings import Settings
from dialora.voice import silero
from worlds import SECRET


class Loaded(Exception):
    """A model was asked for."""


def refuse(*_: object, **__: object) -> None:
    raise Loaded


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((silero, "SileroModel"), (whisper, "_Model"), (piper, "Voice")):
        monkeypatch.setattr(module, name, refuse)


def app_with(role: str, database_url: str, folder: Path) -> FastAPI:
    return create_app(
        Settings.read(role=role, database_url=database_url, secret_key=SECRET.decode(), data=folder)
    )


@pytest.mark.parametrize("role", ["worker", "web", "web,worker"])
async def test_where_no_call_is_held_no_speech_model_is_loaded(
    role: str, database_url: str, tmp_path: Path, no_models: None
) -> None:
    app = app_with(role, database_url, tmp_path)
    async with app.router.lifespan_context(app):
        # Every background task has begun by then.
        await asyncio.sleep(0)
        await app.state.services.calls.ready()


async def test_where_calls_are_held_models_are_loaded_before_the_first_one(
    database_url: str, tmp_path: Path, no_models: None
) -> None:
    app = app_with("web,media", database_url, tmp_path)
    with pytest.raises((Loaded, ExceptionGroup)):
        async with app.router.lifespan_context(app):
            pass
