"""The commands about people: what is kept of one, forgetting them, and a purge outside its night."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, TypeVar

import typer

from dialora.domain.errors import Invalid
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.services.consenting import Consenting
from dialora.services.ledger import Ledger
from dialora.services.recordings import Recordings
from dialora.services.rights import Rights
from dialora.serving.calling import outgoing_on
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store
from dialora.web.rights_words import counted

T = TypeVar("T")

rights = typer.Typer(no_args_is_help=True, help="What is kept of people, and for how long.")

_BY = Author(id="command", name="A command on the server")
_Number = Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")]
_Account = Annotated[str, typer.Option(help="Whose, acct_….")]


@rights.command("show")
def show(number: _Number, account: _Account) -> None:
    """Say what is kept under a number; take the archive away in Settings, Privacy, or over the API."""
    request = _with_rights(lambda it: it.access.ask(account, PhoneNumber(number), by=_BY))
    print(_told(request.counts, "Nothing is kept under this number."))


@rights.command("erase")
def erase(
    number: _Number,
    account: _Account,
    yes: Annotated[bool, typer.Option("--yes", help="It cannot be undone, and you know it.")] = False,
) -> None:
    """Forget a person. What law wants kept goes into the restricted store; a stop they said holds on."""
    if not yes:
        raise Invalid("Erasing cannot be undone. Say --yes if you are sure.", field="yes", code="not_sure")
    request = _with_rights(lambda it: it.erasure.erase(account, PhoneNumber(number), by=_BY))
    print(f"Erased: {_told(request.counts, 'nothing was kept.')}")
    if request.restricted:
        print(f"Kept apart for proof: {counted(request.restricted)}")


@rights.command("purge")
def purge(account: _Account) -> None:
    """Delete what has been kept for its days now, as every night does."""
    report = _with_rights(lambda it: it.purge.of(account))
    print(f"Deleted: {_told(report.deleted, 'nothing was due.')}")
    if report.held:
        print(f"Held: {counted(report.held)}")


def _told(counts: Mapping[str, int], nothing: str) -> str:
    return counted(counts) or nothing


def _with_rights(work: Callable[[Rights], Awaitable[T]]) -> T:
    settings = Settings.read()

    async def run(store: Store) -> T:
        outgoing = outgoing_on(settings, store)
        ledger = Ledger(clock=outgoing.clock, heads=outgoing.gate.heads)
        with ThreadPoolExecutor(1) as disk:
            recordings = Recordings(store=store, folder=settings.data / "recordings", executor=disk)
            consenting = Consenting.over(store, ledger, recordings, settings.data / "evidence")
            made = Rights.over(consenting, recordings, settings.data, settings.retention, outgoing.attempts)
            return await work(made)

    return with_store(settings, run)
