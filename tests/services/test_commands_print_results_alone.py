"""What a command prints is read by programs: its log goes to standard error, whatever there is to warn of."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialora.cli import app
from worlds import SECRET


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    """Its clock is moved, which is warned of loudly."""
    offset = tmp_path / "offset"
    offset.write_text("86400")
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DIALORA_CLOCK_OFFSET_PATH", str(offset))


@pytest.mark.parametrize(
    "command",
    [("seed", "--json"), ("agency", "create", "Own", "--json")],
)
async def test_a_warning_stands_beside_the_json_and_not_in_it(
    installation: None, command: tuple[str, ...]
) -> None:
    result = await asyncio.to_thread(CliRunner().invoke, app, list(command))
    assert result.exit_code == 0, result.exception
    assert isinstance(json.loads(result.stdout), dict)
    assert "CLOCK IS SHIFTED" not in result.stdout
    assert "CLOCK IS SHIFTED" in result.stderr
