"""Opting out without an account: by number, with a code that is texted to us, and by the link in a letter."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Invalid, NotFound, Throttled
from dialora.domain.opt_outs import OptOutRequest
from dialora.web.auth import Wired
from dialora.web.public.opt_out_words import chosen, words_in
from dialora.web.rendering import page
from dialora.web.typed_numbers import typed_number

router = APIRouter(prefix="/opt-out", include_in_schema=False)

#: A page that waits for somebody's text is nobody else's.
_CLOSED = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store, private"}

Language = Annotated[str | None, Query(alias="lang", max_length=8)]


@router.get("")
async def opt_out_page(request: Request, lang: Language = None) -> Response:
    return _form(_language(request, lang))


@router.post("")
async def ask(
    request: Request,
    services: Wired,
    number: Annotated[str, Form(max_length=64)] = "",
    lang: Annotated[str | None, Form(max_length=8)] = None,
) -> Response:
    language = _language(request, lang)
    words = words_in(language)
    try:
        asked, token = await services.suppression.opt_outs.ask(
            typed_number(number),
            language=language,
            visitor=request.client.host if request.client else "",
        )
    except Invalid:
        return _form(language, typed=number, problem=words["wrong"], status=422)
    except Throttled:
        return _form(language, typed=number, problem=words["often"], status=429)
    return RedirectResponse(f"/opt-out/waiting/{token}?lang={asked.language}", 303)


@router.get("/waiting/{token}")
async def waiting(token: str, request: Request, services: Wired, lang: Language = None) -> Response:
    """What became of it; a script asks again by itself."""
    language = _language(request, lang)
    try:
        asked = await services.suppression.opt_outs.of_token(token)
    except NotFound:
        return _nothing(language)
    state = _state(asked, services)
    context = {
        "lang": language,
        "words": words_in(language),
        "code": f"{asked.code[:3]} {asked.code[3:]}",
        "state": state,
        "here": f"/opt-out/waiting/{token}?lang={language}",
    }
    piece = bool(request.headers.get("hx-request"))
    return page("opt_out_state.html" if piece else "opt_out_waiting.html", context, headers=_CLOSED)


@router.get("/letter/{token}")
async def letter(token: str, request: Request, services: Wired, lang: Language = None) -> Response:
    """A question, because programs follow links that nobody has pressed."""
    return await _letter(token, request, services, lang, done=False)


@router.post("/letter/{token}")
async def follow_letter(token: str, request: Request, services: Wired, lang: Language = None) -> Response:
    """Pressed on the page, or by a mail program in one go (RFC 8058)."""
    try:
        await services.suppression.opt_outs.follow(token)
    except NotFound:
        return _nothing(_language(request, lang))
    return await _letter(token, request, services, lang, done=True)


async def _letter(token: str, request: Request, services: Wired, lang: str | None, *, done: bool) -> Response:
    language = _language(request, lang)
    try:
        target = await services.suppression.opt_outs.of_link(token)
    except NotFound:
        return _nothing(language)
    context = {
        "lang": language,
        "words": words_in(language),
        "business": target.account.seller,
        "number": target.number,
        "done": done,
        "here": f"/opt-out/letter/{token}?lang={language}",
    }
    return page("opt_out_letter.html", context, headers=_CLOSED)


def _form(language: str, *, typed: str = "", problem: str | None = None, status: int = 200) -> Response:
    context = {"lang": language, "words": words_in(language), "typed": typed, "problem": problem}
    return page("opt_out.html", context, status=status, headers={"Vary": "Accept-Language"})


def _nothing(language: str) -> Response:
    context = {"lang": language, "words": words_in(language)}
    return page("opt_out_unknown.html", context, status=404, headers=_CLOSED)


def _language(request: Request, asked: str | None) -> str:
    return chosen(asked, request.headers.get("accept-language", ""))


def _state(asked: OptOutRequest, services: Wired) -> str:
    if asked.confirmed_at is not None:
        return "done"
    return "waiting" if asked.open_at(services.clock.now()) else "late"
