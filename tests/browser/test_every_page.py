"""Every page with an address of its own, found by its route: a new one is looked at from its first day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from fastapi.routing import iter_route_contexts

from callbook import LONG_NAME, Callbook
from dialora.domain.do_not_call import StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.revocations import Stop
from dialora.web.dashboard.router import dashboard_router
from dialora.web.public import opt_out
from sites import People
from visitor import Visitor
from worlds import World

#: What never ends, and pages of those who have no account of their own, which others look at.
_NOT_THEIRS = {"/live/events", "/sign-in", "/set-password", "/accounts"}


def _addresses() -> list[str]:
    found = {
        route.path
        for router in (dashboard_router(), opt_out.router)
        for route in iter_route_contexts(router.routes)
        if "GET" in (route.methods or ())
    }
    pages = {path for path in found - _NOT_THEIRS if "{" not in path and not PurePosixPath(path).suffix}
    assert len(pages) > 20, "there is nothing to look at: how routes are listed has changed"
    return sorted(pages)


async def test_no_page_has_a_serious_fault_while_there_is_nothing_to_show(
    visitor: Visitor, people: People
) -> None:
    rooms = {f"/{address.split('/')[1]}" for address in _addresses()}
    assert await visitor.faults_of(sorted(rooms & set(_addresses())), people.owner) == []


async def test_no_page_has_a_serious_fault_for_who_only_reads_what_there_is(
    visitor: Visitor, people: People, book: Callbook, services: Services, world: World
) -> None:
    now = datetime.now(UTC)
    for days in range(3):
        await book.booked(now - timedelta(days=days), name=LONG_NAME)
    for add in (book.lost, book.opted_out, book.left_a_message, book.refused, book.running):
        await add(now)
    stopped = PhoneNumber("+12125550171")
    await services.suppression.revocations.stop(
        world.dental.account.id, stopped, Stop(via=StopVia.DASHBOARD, reason=LONG_NAME)
    )
    assert await visitor.faults_of(_addresses(), people.viewer) == []
