"""What an error becomes at the door: a status, a problem document (RFC 9457) or a page."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from dialora.compliance.record import write_decision
from dialora.domain.errors import (
    Conflict,
    DialoraError,
    Forbidden,
    Invalid,
    InvalidFields,
    NotFound,
    ProviderError,
    ProviderTimeout,
    Throttled,
    Unauthenticated,
    Unavailable,
)
from dialora.services.gate import CallRefused
from dialora.web.envelope import request_id_of
from dialora.web.field_words import in_words
from dialora.web.rendering import page

log = structlog.get_logger(__name__)

#: Of a bug, the innermost ones.
_FRAMES = 12

#: The status of each class of error, and its title.
STATUSES: Mapping[type[DialoraError], tuple[int, str]] = {
    Invalid: (422, "That could not be understood"),
    Unauthenticated: (401, "Nobody is signed in"),
    Forbidden: (403, "You may not do that"),
    CallRefused: (403, "The policy forbids this call"),
    NotFound: (404, "There is nothing here"),
    Conflict: (409, "That is taken, or has moved on"),
    Throttled: (429, "Too many attempts"),
    ProviderError: (502, "Somebody else's service failed"),
    ProviderTimeout: (504, "Somebody else's service did not answer"),
    Unavailable: (503, "Not right now"),
}
_TITLES = {status: title for kind, (status, title) in STATUSES.items() if kind is not CallRefused} | {
    400: "That could not be understood",
    405: "That cannot be done here",
    413: "That is too large",
    416: "There are no such bytes",
    500: "Something went wrong on our side",
}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="A name for this kind of problem.", examples=["urn:dialora:problem:not_found"]
    )
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable; write programs against it.", examples=["not_found"])
    request_id: str = Field(description="Give it to support.", examples=["req_01k5gm0x0pe0r9f7vsq9z5ew7n"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An error in the form all answers are made from."""

    status: int
    title: str
    code: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with, for the OpenAPI document. Every route may answer 401."""
    return {
        status: {
            "description": _TITLES[status],
            "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
        }
        for status in (401, *statuses)
    }


def add_error_answers(app: FastAPI) -> None:
    app.add_exception_handler(DialoraError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)


def told(error: DialoraError) -> tuple[int, dict[str, Any]]:
    """Status and problem of an error of ours, but for the request id."""
    known = _told(error)
    return known.status, _document(known)


def _told(error: DialoraError) -> _Told:
    status, title = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, Invalid) and error.field:
        more["field"] = error.field
    if isinstance(error, InvalidFields):
        more["errors"] = [_wrong_field(place, why) for place, why in error.wrong.items()]
    if isinstance(error, CallRefused):
        more |= {"decision_id": error.decision_id, "decision": json.loads(write_decision(error.decision))}
    if isinstance(error, Throttled):
        headers["Retry-After"] = str(error.wait_s)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _Told(
        status=status, title=title, code=error.code, detail=error.message, more=more, headers=headers
    )


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, DialoraError)
    if isinstance(error, Unauthenticated) and not _is_for_a_program(request):
        return _to_sign_in(request)
    return _answer(request, _told(error))


async def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [_wrong_field(_pointer(each["loc"][1:]), in_words(each)) for each in error.errors()]
    detail = "; ".join(": ".join(filter(None, (each["field"], each["message"]))) for each in wrong)
    return _answer(
        request,
        _Told(status=422, title=_TITLES[422], code="request_invalid", detail=detail, more={"errors": wrong}),
    )


def _wrong_field(pointer: str, why: str) -> dict[str, str]:
    """By dots as well, for those who print it."""
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return {"field": ".".join(parts), "pointer": pointer, "message": why}


def _pointer(place: Sequence[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if 300 <= error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    title = _TITLES.get(error.status_code, "That did not work")
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "request_invalid")
    details = {404: "No page has this address, or what it showed is no longer kept."}
    return _answer(
        request,
        _Told(
            status=error.status_code,
            title=title,
            code=code,
            detail=details.get(error.status_code, f"{title}."),
            headers=error.headers or {},
        ),
    )


def answer_bug(request: Request, error: Exception) -> Response:
    # Where it happened, but neither the message nor the values of variables: both may hold what people said.
    log.error(
        "request_failed",
        path=request.url.path,
        method=request.method,
        error=type(error).__name__,
        frames=traceback.format_tb(error.__traceback__)[-_FRAMES:],
    )
    detail = (
        "It is on record under the reference below."
        " What you were doing may not have been saved: look before you try again."
    )
    return _answer(request, _Told(status=500, title=_TITLES[500], code="internal_error", detail=detail))


def _answer(request: Request, known: _Told) -> Response:
    problem = _document(known) | {"request_id": request_id_of(request)}
    headers = dict(known.headers)
    if _is_for_a_program(request) or request.headers.get("hx-request"):
        return JSONResponse(problem, known.status, headers=headers, media_type="application/problem+json")
    return page("error.html", {"problem": problem}, status=known.status, headers=headers)


def _document(known: _Told) -> dict[str, Any]:
    return {
        "type": f"urn:dialora:problem:{known.code}",
        "title": known.title,
        "status": known.status,
        "detail": known.detail,
        "code": known.code,
        **known.more,
    }


def _to_sign_in(request: Request) -> Response:
    """To the sign-in page, and from there back to where they were going."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/sign-in" if back == "/" or request.method != "GET" else f"/sign-in?next={quote(back)}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(target, 303)


def _is_for_a_program(request: Request) -> bool:
    """Whether a problem document is read at the other end, rather than a page."""
    return request.url.path.startswith("/v1") or "application/json" in request.headers.get("accept", "")
