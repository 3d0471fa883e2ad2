"""The commands about who must not be called: lists of registries, and the operator's own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from dialora.clock import clock_of
from dialora.domain.do_not_call import StopVia
from dialora.domain.errors import Invalid
from dialora.domain.number_lists import ListKind, NumberList
from dialora.domain.phone import PhoneNumber
from dialora.services.do_not_call import DoNotCall
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.number_lists import ListFile, NumberLists
from dialora.serving.database import open_database
from dialora.settings import Settings
from dialora.store.scope import Store

dnc = typer.Typer(no_args_is_help=True, help="Who must not be called.")

T = TypeVar("T")

#: A registry's list may take the database a while.
_PATIENCE_S = 3600.0


@dnc.command("import")
def read_list_in(
    file: Annotated[Path, typer.Argument(help="One number a line, or a CSV with the number first.")],
    kind: Annotated[ListKind, typer.Option("--list", help="What the file is.")],
    day: Annotated[str, typer.Option("--date", help="The date of the list, like 2026-11-24.")],
    state: Annotated[str | None, typer.Option(help="Of a state's list: its two letters.")] = None,
    flag: Annotated[str | None, typer.Option(help="Of protected lines: what they are.")] = None,
) -> None:
    """Read a registry's list in. It counts once it is in whole, and takes the place of the one before it."""
    try:
        list_date = date.fromisoformat(day)
    except ValueError:
        raise Invalid("A date is written like 2026-11-24.", field="date") from None
    wanted = ListFile(path=file, kind=kind, list_date=list_date, state=state, flag=flag)
    try:
        done = asyncio.run(_with_store(lambda settings, store: _read_in(settings, store, wanted)))
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", code="file_unreadable") from error
    refused = f", {done.rows_refused:,} lines without one" if done.rows_refused else ""
    print(f"{done.rows_kept:,} numbers of {day} are in use{refused}.")


@dnc.command("stop")
def stop_everywhere(
    number: Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """No account of this installation calls or texts the number again."""
    asked = PhoneNumber(number)
    asyncio.run(
        _with_store(
            lambda settings, store: _lists(settings, store).stop_everywhere(
                asked, via=StopVia.DASHBOARD, reason=reason
            )
        )
    )
    print(f"{number} is called by nobody here.")


@dnc.command("release")
def release_everywhere(
    number: Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")],
    reason: Annotated[str, typer.Option(help="Why it may be called again.")],
) -> None:
    """Take a number off the operator's list. The lists of accounts stay as they are."""
    asked = PhoneNumber(number)
    asyncio.run(
        _with_store(lambda settings, store: _lists(settings, store).release_everywhere(asked, reason=reason))
    )
    print(f"{number} is off the operator's list.")


async def _read_in(settings: Settings, store: Store, file: ListFile) -> NumberList:
    lists = NumberLists(store=store, clock=clock_of(settings.clock_offset_path))
    return await lists.read_in(file, told=_show)


def _show(list_: NumberList) -> None:
    """How far it is, where somebody is looking."""
    if sys.stderr.isatty():
        done = "\n" if list_.ended_at else ""
        print(f"\r{list_.share:4.0%}  {list_.rows_kept:,} numbers", end=done, file=sys.stderr, flush=True)


def _lists(settings: Settings, store: Store) -> DoNotCall:
    clock = clock_of(settings.clock_offset_path)
    heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
    return DoNotCall(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads))


async def _with_store(act: Callable[[Settings, Store], Awaitable[T]]) -> T:
    settings = Settings.read()
    keyring = settings.keyring()
    with open_database(settings, keyring) as urls:
        store = await Store.open(urls, keyring, patience_s=_PATIENCE_S)
        try:
            return await act(settings, store)
        finally:
            await store.close()
