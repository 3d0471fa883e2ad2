"""Serving processes as their parent keeps them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dialora.domain.errors import Unavailable
from dialora.serving.children import Child
from dialora.serving.parent import Parent, Progress
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from patience import becomes
from worlds import SECRET


def settings(folder: Path) -> Settings:
    return Settings.read(data=folder, secret_key=SECRET.decode(), database_url=None)


async def test_a_child_that_is_told_to_stop_while_it_starts_stops(tmp_path: Path) -> None:
    said: list[str] = []
    child = Child(name="1", settings=settings(tmp_path), sockets=[], say=said.append, figures=tmp_path)
    keeping = asyncio.create_task(child.keep())
    # One step: the process is asked for, and nobody knows its number yet.
    await asyncio.sleep(0)
    child.stop()
    await asyncio.wait_for(keeping, 10)
    assert said == []


class _FullDisk(EmbeddedPostgres):
    """Died, and cannot be started again at once."""

    tries = 0
    up = False

    @property
    def running(self) -> bool:
        return self.up

    def launch(self) -> None:
        self.tries += 1
        if self.tries == 1:
            raise Unavailable("No space left on device.")
        self.up = True


async def test_a_database_that_does_not_start_again_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dialora.serving.parent._START_SECONDS", 0.05)
    kept = settings(tmp_path)
    postgres = _FullDisk(tmp_path, kept.keyring())
    keeping = asyncio.create_task(Parent(kept, [], 0, Progress(), tmp_path)._keep_database(postgres))
    await becomes(lambda: postgres.up, "it is up again")
    keeping.cancel()
    assert postgres.tries == 2
    assert "tried again: No space left" in capsys.readouterr().out
