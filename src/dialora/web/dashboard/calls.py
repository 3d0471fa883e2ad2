"""The list of calls: newest first, searched, filtered, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from dialora.domain.call_filter import CallFilter
from dialora.services.call_history import CallStory
from dialora.services.call_views import SeenViews, may_share
from dialora.web import words
from dialora.web.auth import Changing, Visit, Visiting, Wired
from dialora.web.dashboard import call_query
from dialora.web.dashboard.call_query import CallQuery
from dialora.web.dashboard.call_rows import by_day, digest, strip_of
from dialora.web.dashboard.call_table import call_table
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter()

_A_PAGE = 25
#: When the newest calls are looked at again, as many as may have come in meanwhile.
_AGAIN = 100
#: In an address: every call, whatever view the list opens with.
_ALL = "all"
_Id = Annotated[str | None, Query(max_length=64)]


@router.get("/calls")
async def calls_page(
    request: Request,
    services: Wired,
    here: Visiting,
    after: _Id = None,
    down_to: _Id = None,
    seen: _Id = None,
    view: _Id = None,
) -> Response:
    query = CallQuery.of(request.query_params)
    shown = _Shown(services=services, here=here, query=query, view=view)
    if request.headers.get("hx-request"):
        return await (shown.older(after) if after else shown.newest(down_to, seen))
    if "" in request.query_params.values():
        # A form sends also what was left empty.
        return RedirectResponse(query.address(view=view), 303)
    views = await services.call_views.seen_by(here.account.id, here.who.member)
    if not request.query_params and views.default is not None:
        return RedirectResponse(
            CallQuery.of({}).address(view=views.default.id) + f"&{views.default.query}", 303
        )
    return await shown.whole(views, after)


@router.get("/calls.csv")
async def calls_file(request: Request, services: Wired, here: Visiting) -> Response:
    """The whole list as it is filtered, one call a line, sent as it is read."""
    account = here.account
    today = words.local_day(services.clock.now(), account.zone)
    wanted = CallQuery.of(request.query_params).filter(account.zone, today)
    agents = await services.agents.page(account.id, limit=100)
    lines = call_table(services.call_list, account, wanted, {agent.id: agent.name for agent in agents.items})
    headers = {"Content-Disposition": f'attachment; filename="calls-{today}.csv"'}
    return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")


@router.post("/calls/views")
async def save_view(
    services: Wired,
    here: Changing,
    name: Annotated[str, Form(max_length=200)],
    query: Annotated[str, Form(max_length=2000)] = "",
    shared: Annotated[bool, Form()] = False,
    default: Annotated[bool, Form()] = False,
) -> Response:
    asked = CallQuery.written(query)
    asked.filter(here.account.zone, words.local_day(services.clock.now(), here.account.zone))
    view = await services.call_views.save(
        here.account.id, here.who.member, name=name, query=str(asked), shared=shared, default=default
    )
    return RedirectResponse(asked.address(view=view.id), 303)


@router.post("/calls/views/{view_id}/open-with")
async def open_with_view(
    view_id: str, services: Wired, here: Changing, on: Annotated[bool, Form()] = True
) -> Response:
    await services.call_views.open_with(here.account.id, here.who.member, view_id if on else None)
    return RedirectResponse("/calls" if on else f"/calls?view={_ALL}", 303)


@router.post("/calls/views/{view_id}/remove")
async def remove_view(view_id: str, services: Wired, here: Changing) -> Response:
    await services.call_views.remove(here.account.id, here.who.member, view_id)
    return RedirectResponse(f"/calls?view={_ALL}", 303)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The list as somebody looks at it."""

    services: Wired
    here: Visit
    query: CallQuery
    view: str | None

    async def whole(self, views: SeenViews, after: str | None) -> Response:
        account, who = self.here.account, self.here.who
        found = await self.services.call_list.page(
            account.id, self._wanted, limit=_A_PAGE, starting_after=after
        )
        agents = (await self.services.agents.page(account.id, limit=100)).items
        numbers = [owned.number for owned in await self.services.agents.numbers(account.id)]
        context = {
            **self._rows(found.items),
            "older": self._older(found.items, found.has_more),
            "again": None if after else self._again(found.items, down_to=_last(found.items)),
            "query": self.query,
            "chips": self.query.chips(agents),
            "choices": call_query,
            "agents_named": [(agent.id, agent.name) for agent in agents],
            "numbers": numbers,
            "numbers_named": [(number.e164, words.phone(number)) for number in numbers],
            "tags_named": [(tag, tag) for tag in await self.services.tags.known(account.id)],
            "views": views,
            "view": self.view,
            "shown": next((each for each in views.views if each.id == self.view), None),
            "may_share": may_share(who.member),
        }
        return framed("calls.html", who, "/calls", context)

    async def older(self, after: str) -> Response:
        """What follows on a page, to be put below it."""
        account = self.here.account
        found = await self.services.call_list.page(
            account.id, self._wanted, limit=_A_PAGE, starting_after=after
        )
        last = await self.services.call_history.get(account.id, after)
        before = words.local_day(last.call.created_at, account.zone)
        context = {
            **self._rows(found.items, before),
            "older": self._older(found.items, found.has_more),
        }
        return page("older_calls.html", context)

    async def newest(self, down_to: str | None, seen: str | None) -> Response:
        """The top of the page once more, down to the call it ended with; nothing where nothing changed."""
        limit = _AGAIN if down_to else _A_PAGE
        found = await self.services.call_list.page(
            self.here.account.id, self._wanted, limit=limit, down_to=down_to
        )
        if self._digest(found.items) == seen:
            return Response(status_code=204)
        rows = self._rows(found.items)
        again = self._again(found.items, down_to=down_to or _last(found.items))
        more = self._address(after=None) if found.has_more else None
        return page("newest_calls.html", {**rows, "again": again, "too_many": more})

    def _rows(self, stories: tuple[CallStory, ...], before: date | None = None) -> Mapping[str, object]:
        zone = self.here.account.zone
        return {
            "me": me(self.here.who),
            "days": by_day(stories, zone, self._today, before),
            "zone": zone,
            "strip_of": strip_of,
            "too_many": None,
        }

    def _older(self, stories: tuple[CallStory, ...], has_more: bool) -> str | None:
        return self._address(after=_last(stories)) if has_more else None

    def _again(self, stories: tuple[CallStory, ...], *, down_to: str | None) -> str:
        """Where the top of the page is asked for again."""
        return self._address(down_to=down_to, seen=self._digest(stories))

    def _address(self, **more: str | None) -> str:
        return self.query.address(view=self.view, **more)

    def _digest(self, stories: tuple[CallStory, ...]) -> str:
        return digest(repr((self._today, stories)))

    @property
    def _wanted(self) -> CallFilter:
        return self.query.filter(self.here.account.zone, self._today)

    @property
    def _today(self) -> date:
        return words.local_day(self.services.clock.now(), self.here.account.zone)


def _last(stories: tuple[CallStory, ...]) -> str | None:
    return stories[-1].call.id if stories else None
