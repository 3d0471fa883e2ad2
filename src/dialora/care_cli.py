"""The operator's commands: `dialora backup`, `restore` and `doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn

from dialora.care import backup as backups
from dialora.care.doctor import examine
from dialora.care.finding import Health
from dialora.settings import Settings

_MARKS: Final = {
    Health.OK: ("ok", "green"),
    Health.ADVICE: ("note", "yellow"),
    Health.WRONG: ("wrong", "red"),
}


def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; a new file.")]) -> None:
    """Copy the whole installation into one file, while calls go on. The secret key is not in it."""
    settings = Settings.read()
    with _progress("Copying") as told:
        backups.backup(settings, file, datetime.now(UTC), told)
    print(
        f"{file} holds everything ({file.stat().st_size / 1e6:.1f} MB) but the secret key. Keep that apart:"
    )
    print(f"  {'DIALORA_SECRET_KEY' if settings.secret_key else settings.data / 'secret.key'}")


def restore(file: Annotated[Path, typer.Argument(help="A file that dialora backup made.")]) -> None:
    """Make a new installation out of a backup. It needs the old one's secret key and a new data folder."""
    settings = Settings.read()
    with _progress("Reading") as told:
        contents = backups.restore(settings, file, told)
    print(f"The installation of {contents.made_at} is back in {settings.data}.")
    print("Check it with: dialora audit verify")


def doctor() -> None:
    """Look at everything an installation needs: each ok, or what to do. Exit 1 where something is wrong."""
    if asyncio.run(_examined(Settings.read(), Console(highlight=False))):
        raise typer.Exit(1)


async def _examined(settings: Settings, console: Console) -> int:
    wrong = 0
    async for finding in examine(settings, datetime.now(UTC)):
        mark, colour = _MARKS[finding.health]
        console.print(f"[{colour}]{mark:<6}[/] {finding.part:<21} {escape(finding.said)}", soft_wrap=True)
        if finding.todo:
            console.print(f"{'':<28} → {escape(finding.todo)}", soft_wrap=True)
        wrong += finding.health is Health.WRONG
    return wrong


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str, int], None]]:
    """A bar on a terminal; nothing where the output is kept. Told of each file."""
    columns = (SpinnerColumn(), TextColumn(what), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda _, size: bar.update(task, advance=size)
