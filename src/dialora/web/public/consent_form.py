"""The public consent form of an account: read, signed by typing one's name, and kept as it was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.dialogue.spoken.phone_numbers import phone_number
from dialora.domain.consent_form import SELLER_SLOT, FormLanguage, Wording
from dialora.domain.errors import Conflict, InvalidFields, NotFound, Throttled
from dialora.domain.phone import PhoneNumber
from dialora.services.consent_forms import FormAnswer, PublishedForm
from dialora.web.auth import Wired, from_our_pages
from dialora.web.public.consent_labels import LABELS, other
from dialora.web.rendering import STATIC, page

router = APIRouter(prefix="/consent/{address}", include_in_schema=False)

_CLOSED = {"Cache-Control": "no-store"}
#: Whose numbers are typed without a country code.
_REGION = "US"
#: Of the snapshot: no font is needed to read it.
_SHEETS = ("base.css", "consent-form.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was filled in, as it is shown again."""

    name: str = ""
    number: str = ""
    signature: str = ""
    agreed: bool = False


@router.get("")
async def consent_form(
    address: str, request: Request, services: Wired, lang: Annotated[str | None, Query(max_length=8)] = None
) -> Response:
    language = _language(lang, request)
    try:
        shown = await services.consenting.forms.published(address)
    except NotFound as nothing:
        return _nothing(nothing, language)
    return _page(shown, _offered(shown, language), Typed())


@router.get("/thanks")
async def thanks(
    address: str, request: Request, services: Wired, lang: Annotated[str | None, Query(max_length=8)] = None
) -> Response:
    language = _language(lang, request)
    try:
        shown = await services.consenting.forms.published(address)
    except NotFound as nothing:
        return _nothing(nothing, language)
    context = _context(shown, _offered(shown, language)) | {"done": True}
    return page("consent/form_done.html", context, headers=_CLOSED)


@router.post("", dependencies=[Depends(from_our_pages)])
async def answer(
    address: str,
    request: Request,
    services: Wired,
    version: Annotated[int, Form(ge=1, le=1_000_000)],
    lang: Annotated[FormLanguage, Form()],
    name: Annotated[str, Form(max_length=200)] = "",
    number: Annotated[str, Form(max_length=40)] = "",
    signature: Annotated[str, Form(max_length=200)] = "",
    agreed: Annotated[bool, Form()] = False,
) -> Response:
    forms = services.consenting.forms
    try:
        shown = await forms.published(address)
    except NotFound as nothing:
        return _nothing(nothing, lang)
    typed = Typed(name=name.strip(), number=number.strip(), signature=signature.strip(), agreed=agreed)
    parsed = phone_number(typed.number, _REGION)
    given = FormAnswer(
        version=version,
        language=lang,
        name=typed.name,
        number=parsed or PhoneNumber("+10000000"),
        signature=typed.signature,
        agreed=agreed,
    )
    try:
        if parsed is None:
            raise InvalidFields({"/number": "number"})
        await forms.answer(
            shown,
            given,
            snapshot=_snapshot(shown, lang, typed, services)
            if lang in shown.version.content.wordings
            else "",
            ip=request.client.host if request.client else "unknown",
            user_agent=request.headers.get("user-agent", ""),
        )
    except InvalidFields as problem:
        return _page(shown, lang, typed, wrong=_wrong(shown, given, problem), status=422)
    except Conflict:
        fresh = replace(typed, agreed=False, signature="")
        return _page(shown, _offered(shown, lang), fresh, said="changed", status=409)
    except Throttled as problem:
        headers = {"Retry-After": str(problem.wait_s)}
        return _page(shown, lang, typed, said="too_often", status=429, headers=headers)
    return RedirectResponse(f"/consent/{address}/thanks?lang={lang.value}", 303)


def _wrong(shown: PublishedForm, given: FormAnswer, problem: InvalidFields) -> frozenset[str]:
    """Every field that is wrong, not the first alone."""
    wrong = {field.removeprefix("/") for field in problem.wrong}
    if not given.name:
        wrong.add("name")
    if (
        not given.signature.strip()
        or " ".join(given.signature.split()).casefold() != " ".join(given.name.split()).casefold()
    ):
        wrong.add("signature")
    if not given.agreed:
        wrong.add("agreed")
    return frozenset(wrong)


def _page(
    shown: PublishedForm,
    language: FormLanguage,
    typed: Typed,
    *,
    wrong: frozenset[str] = frozenset(),
    said: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    context = _context(shown, language) | {"typed": typed, "wrong": wrong, "said": said}
    return page("consent/form.html", context, status=status, headers=_CLOSED | (headers or {}))


def _context(shown: PublishedForm, language: FormLanguage) -> dict[str, object]:
    version = shown.version
    also = other(language)
    return {
        "language": language.value,
        "labels": LABELS[language],
        "wording": _filled(version.content.wordings[language], version.seller),
        "seller": version.seller,
        "version": version.version,
        "address": f"/consent/{shown.form.address}",
        "other": also.value if also in version.content.wordings else None,
    }


def _snapshot(shown: PublishedForm, language: FormLanguage, typed: Typed, services: Wired) -> str:
    """The page as it was seen, filled in: a file that shows it anywhere, for ever."""
    context = _context(shown, language) | {
        "typed": typed,
        "at": services.clock.now().isoformat(timespec="seconds"),
        "version_name": shown.version.name(language),
        "sha256": shown.version.hash(language),
        "css": _css(),
    }
    return bytes(page("consent/snapshot.html", context).body).decode()


@cache
def _css() -> str:
    colours = (STATIC / "tokens.css").read_text(encoding="utf-8")
    sheets = [(STATIC / sheet).read_text(encoding="utf-8") for sheet in _SHEETS]
    return "\n".join([colours[colours.index(":root {") :], *sheets])


def _filled(wording: Wording, seller: str) -> Wording:
    parts = ("title", "intro", "disclosure", "button", "thanks")
    return Wording(**{part: getattr(wording, part).replace(SELLER_SLOT, seller) for part in parts})


def _nothing(nothing: NotFound, language: FormLanguage) -> Response:
    closed = nothing.code == "form_closed"
    labels = LABELS[language]
    context = {
        "language": language.value,
        "title": labels["closed_title" if closed else "unknown_title"],
        "text": labels["closed" if closed else "unknown"],
    }
    return page("consent/form_nothing.html", context, status=410 if closed else 404, headers=_CLOSED)


def _language(asked: str | None, request: Request) -> FormLanguage:
    """What was chosen, else what the browser prefers."""
    if asked in [language.value for language in FormLanguage]:
        return FormLanguage(asked)
    spoken = request.headers.get("accept-language", "").strip().lower()
    return FormLanguage.SPANISH if spoken.startswith("es") else FormLanguage.ENGLISH


def _offered(shown: PublishedForm, language: FormLanguage) -> FormLanguage:
    return language if language in shown.version.content.wordings else other(language)
