"""The commands about declared emergencies: where one lasts, some states let nobody sell by telephone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, TypeVar

import typer

from dialora.clock import clock_of
from dialora.domain.emergencies import DeclaredEmergency
from dialora.domain.errors import Invalid
from dialora.services.emergencies import Emergencies
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store

emergency = typer.Typer(no_args_is_help=True, help="Emergencies that a state has declared.")

T = TypeVar("T")

#: Who did it, in every account's ledger: whoever may run commands on this machine.
_OPERATOR = "operator"


@emergency.command("declare")
def declare(
    state: Annotated[str, typer.Argument(help="Its two letters.")],
    reason: Annotated[str, typer.Option(help="What was declared, and where it can be read.")],
    until: Annotated[str, typer.Option(help="The last day on which it lasts, like 2026-12-24.")],
) -> None:
    """Put one down, for every account. It is over by itself."""
    # Until that day is over in the last of our zones.
    end = datetime.combine(_day(until), time.min, tzinfo=UTC) + timedelta(days=1, hours=12)
    it = _on(lambda emergencies: emergencies.declare(state, reason=reason, until=end, by=_OPERATOR))
    print(f"{it.id}: {it.state} until {until}.")


@emergency.command("end")
def end_early(
    emergency_id: Annotated[str, typer.Argument(help="Its id, emrg_….")],
    reason: Annotated[str, typer.Option(help="Why it ends now.")],
) -> None:
    """End one before its time. Every account's ledger says so."""
    it = _on(lambda emergencies: emergencies.end(emergency_id, reason=reason, by=_OPERATOR))
    print(f"{it.id} is over.")


@emergency.command("list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Show them, the newest first, those that are over too."""
    found = _on(lambda emergencies: emergencies.newest())
    if as_json:
        print(json.dumps({"emergencies": [_told(it) for it in found]}, indent=1))
        return
    for it in found:
        over = f", ended {it.ended_at:%Y-%m-%d %H:%M}" if it.ended_at else ""
        print(
            f"{it.id}  {it.state}  {it.from_at:%Y-%m-%d} to {it.until:%Y-%m-%d %H:%M} UTC{over}: {it.reason}"
        )


def _told(it: DeclaredEmergency) -> dict[str, object]:
    return {
        "id": it.id,
        "state": it.state,
        "reason": it.reason,
        "from": it.from_at.isoformat(),
        "until": it.until.isoformat(),
        "ended_at": it.ended_at.isoformat() if it.ended_at else None,
        "end_reason": it.end_reason,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("A date is written like 2026-12-24.", field="until") from None


def _on(work: Callable[[Emergencies], Awaitable[T]]) -> T:
    settings = Settings.read()

    def with_them(store: Store) -> Awaitable[T]:
        clock = clock_of(settings.clock_offset_path)
        heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
        return work(Emergencies(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads)))

    return with_store(settings, with_them)
