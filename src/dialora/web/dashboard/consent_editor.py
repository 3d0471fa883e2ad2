"""The consent form, as its business words it: the law's list checks it while it is written."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.consent_form import (
    ConsentForm,
    FormContent,
    FormLanguage,
    Wording,
    checklist,
    may_be_published,
)
from dialora.domain.consents import ConsentChannel, ConsentPurpose
from dialora.domain.errors import Conflict, InvalidFields
from dialora.web import consent_words as words
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/consents/form")

_PARTS = ("title", "intro", "disclosure", "button", "thanks")
_LANGUAGES = {FormLanguage.ENGLISH: "English", FormLanguage.SPANISH: "Spanish"}
_ADDRESS = "/consents/form"


@router.get("")
async def editor(services: Wired, here: Visiting) -> Response:
    return await _page(services, here, await services.consenting.forms.of_account(here.account.id))


@router.post("/check")
async def check(request: Request, here: Visiting) -> Response:
    """The list alone, for what is being typed."""
    content = _content(await request.form())
    return page("consent/checklist.html", {"me": me(here.who), **_checks(content)})


@router.post("")
async def save(request: Request, services: Wired, here: SettingUp) -> Response:
    """Keep it, and publish it where that was asked."""
    typed = await request.form()
    content = _content(typed)
    forms = services.consenting.forms
    form = await forms.of_account(here.account.id)
    try:
        form = await forms.save(here.account.id, content)
        if typed.get("publish"):
            await forms.publish(here.account.id, by=here.who.member.id)
    except InvalidFields as problem:
        why = f"Not saved. {next(iter(problem.wrong.values()))}"
        return await _page(services, here, form, content=content, problem=why, status=422)
    except Conflict as problem:
        why = f"Saved, not published. {problem.message}"
        return await _page(services, here, form, content=content, problem=why, status=409)
    return RedirectResponse(f"{_ADDRESS}?{'published' if typed.get('publish') else 'saved'}=1", 303)


@router.post("/turn")
async def turn(request: Request, services: Wired, here: SettingUp) -> Response:
    typed = await request.form()
    await services.consenting.forms.turn(here.account.id, on=typed.get("on") == "true")
    return RedirectResponse(_ADDRESS, 303)


async def _page(
    services: Wired,
    here: Visit,
    form: ConsentForm,
    *,
    content: FormContent | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    shown = content or form.draft
    versions = await services.consenting.forms.versions(here.account.id)
    context = {
        "form": form,
        "content": shown,
        "languages": _LANGUAGES,
        "purposes": words.PURPOSES,
        "versions": versions,
        "changed": not versions or versions[0].content != shown,
        "url": f"{services.site.public_url}/consent/{form.address}",
        "seller": here.account.seller,
        "problem": problem,
        "zone": here.account.zone,
        "now": services.clock.now(),
        **_checks(shown),
    }
    return framed("consent/editor.html", here.who, "/consents", context, status=status)


def _checks(content: FormContent) -> dict[str, object]:
    return {
        "checks": {
            name: [(check, *words.ELEMENTS[check.element]) for check in checklist(content, language)]
            for language, name in _LANGUAGES.items()
            if language in content.wordings
        },
        "ready": may_be_published(content),
    }


def _content(typed: Mapping[str, object]) -> FormContent:
    """What was typed; anything else is left out."""

    def text(name: str) -> str:
        value = typed.get(name)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    purpose = text("purpose")
    known = [each.value for each in ConsentPurpose]
    return FormContent(
        purpose=ConsentPurpose(purpose) if purpose in known else ConsentPurpose.ANY,
        channels=tuple(each for each in ConsentChannel if text(f"channel_{each.value}")),
        wordings={
            language: Wording(**{part: text(f"{language.value}_{part}") for part in _PARTS})
            for language in FormLanguage
            if text(f"offer_{language.value}")
        },
    )
