"""The carrier's REST API, as far as we use it: numbers, caller ids and calls of API version 2010-04-01."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from dialora.testing.carrier.leg import Leg
from dialora.testing.carrier.outgoing import (
    AnswerLost,
    DialFault,
    DialOrder,
    OutgoingLeg,
    Refused,
    break_after,
    read_order,
    refuse_before,
)
from dialora.testing.carrier.resources import API_VERSION, OVER, CarrierAccount, CarrierNumber
from dialora.testing.carrier.twiml import parse

_PAGE_SIZE = 50


class Knowledge(Protocol):
    """What the API reads and changes."""

    accounts: dict[str, CarrierAccount]
    numbers: list[CarrierNumber]
    legs: dict[str, Leg]
    refuses_with: list[int]
    dial_faults: list[DialFault]
    holding: asyncio.Event
    let_go: asyncio.Event

    def dial(self, account: CarrierAccount, order: DialOrder) -> OutgoingLeg: ...


def rest_api(carrier: Knowledge) -> Starlette:
    """The API over what a carrier knows."""
    api = _Api(carrier)
    account = f"/{API_VERSION}/Accounts/{{account}}"
    return Starlette(
        routes=[
            Route(f"{account}/IncomingPhoneNumbers.json", api.numbers, methods=["GET"]),
            Route(f"{account}/IncomingPhoneNumbers/{{sid}}.json", api.number, methods=["GET", "POST"]),
            Route(f"{account}/OutgoingCallerIds.json", api.caller_ids, methods=["GET"]),
            Route(f"{account}/Calls.json", api.calls, methods=["GET"]),
            Route(f"{account}/Calls.json", api.new_call, methods=["POST"]),
            Route(f"{account}/Calls/{{sid}}.json", api.call, methods=["GET", "POST"]),
        ],
        exception_handlers={
            Refused: lambda request, refused: refused.answer,
            AnswerLost: lambda request, lost: _Cut(),
        },
    )


class _Cut(Response):
    """Begins an answer, and breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})


class _Api:
    def __init__(self, carrier: Knowledge) -> None:
        self._carrier = carrier

    async def numbers(self, request: Request) -> Response:
        return self._listed(request, "incoming_phone_numbers", verified_only=False)

    async def caller_ids(self, request: Request) -> Response:
        return self._listed(request, "outgoing_caller_ids", verified_only=True)

    async def number(self, request: Request) -> Response:
        account = self._let_in(request)
        sid = request.path_params["sid"]
        found = next((it for it in self._numbers(account, verified_only=False) if it.sid == sid), None)
        if found is None:
            raise _not_found(request)
        if request.method == "POST":
            found.update(await _form(request))
        return JSONResponse(found.as_json())

    async def calls(self, request: Request) -> Response:
        account, wanted = self._let_in(request), request.query_params
        records = [it.record for it in self._carrier.legs.values() if it.record.account.sid == account.sid]
        found = [
            it.as_json()
            for it in reversed(records)
            if wanted.get("To", str(it.called)) == str(it.called)
            and wanted.get("From", str(it.caller)) == str(it.caller)
            and wanted.get("Status", it.status) == it.status
        ]
        return _page(request, "calls", found)

    async def new_call(self, request: Request) -> Response:
        account = self._let_in(request)
        fault = self._carrier.dial_faults.pop(0) if self._carrier.dial_faults else None
        if fault is not None:
            await self._hold(fault, DialFault.HELD_BEFORE)
            refuse_before(fault)
        form = await request.form()
        order = read_order(form, account, self._numbers_shown(account))
        leg = self._carrier.dial(account, order)
        if fault is not None:
            await self._hold(fault, DialFault.HELD_AFTER)
            break_after(fault)
        return JSONResponse(leg.record.as_json(), 201)

    async def _hold(self, fault: DialFault, at: DialFault) -> None:
        if fault is at:
            self._carrier.holding.set()
            await self._carrier.let_go.wait()
            raise AnswerLost

    async def call(self, request: Request) -> Response:
        account = self._let_in(request)
        leg = self._carrier.legs.get(request.path_params["sid"])
        if leg is None or leg.record.account.sid != account.sid:
            raise _not_found(request)
        if request.method == "POST":
            await self._change(leg, await _form(request))
        return JSONResponse(leg.record.as_json())

    async def _change(self, leg: Leg, form: dict[str, str]) -> None:
        if leg.record.status in OVER:
            raise Refused(400, 21220, "Call is not in-progress. Cannot redirect.")
        if "Twiml" in form:
            leg.update(parse(form["Twiml"]))
        elif form.get("Status") == "canceled":
            # Without effect on a call in progress.
            if leg.record.status != "in-progress":
                leg.take_back()
        elif form.get("Status") == "completed":
            leg.update(None)
        else:
            raise Refused(400, 21218, "Nothing that could be changed was given.")

    def _listed(self, request: Request, name: str, *, verified_only: bool) -> Response:
        account, wanted = self._let_in(request), request.query_params.get("PhoneNumber")
        found = [
            it.as_json()
            for it in self._numbers(account, verified_only=verified_only)
            if wanted is None or str(it.number) == wanted
        ]
        return _page(request, name, found)

    def _numbers(self, account: CarrierAccount, *, verified_only: bool) -> list[CarrierNumber]:
        ours = (it for it in self._carrier.numbers if it.account.sid == account.sid)
        return [it for it in ours if it.verified_only is verified_only]

    def _numbers_shown(self, account: CarrierAccount) -> set[str]:
        """Its own, and those that it has shown to be its own."""
        return {str(it.number) for it in self._carrier.numbers if it.account.sid == account.sid}

    def _let_in(self, request: Request) -> CarrierAccount:
        if self._carrier.refuses_with:
            status = self._carrier.refuses_with.pop(0)
            raise Refused(status, 20429 if status == 429 else 20500, "It is not your turn.")
        account = self._carrier.accounts.get(request.path_params["account"])
        given = request.headers.get("authorization", "")
        if account is None or given != _basic(account):
            raise Refused(401, 20003, "Authenticate")
        return account


async def _form(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _basic(account: CarrierAccount) -> str:
    return "Basic " + base64.b64encode(f"{account.sid}:{account.auth_token}".encode()).decode()


def _not_found(request: Request) -> Refused:
    return Refused(404, 20404, f"The requested resource {request.url.path} was not found")


def _page(request: Request, name: str, found: Sequence[dict[str, Any]]) -> Response:
    here = request.url.path
    return JSONResponse(
        {
            name: list(found[:_PAGE_SIZE]),
            "page": 0,
            "page_size": _PAGE_SIZE,
            "start": 0,
            "end": max(0, min(len(found), _PAGE_SIZE) - 1),
            "uri": here,
            "first_page_uri": f"{here}?PageSize={_PAGE_SIZE}&Page=0",
            "next_page_uri": None,
            "previous_page_uri": None,
        }
    )
