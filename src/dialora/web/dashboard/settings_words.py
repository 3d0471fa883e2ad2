"""Settings, what calls say: the sentences the law wants, as the business styles them, checked at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from dialora.domain.accounts import Account
from dialora.domain.call_wording import DEFAULTS, LANGUAGES, OUR_WORDS, CallWording, CallWords, WordsVersion
from dialora.domain.errors import Conflict, Invalid, InvalidFields
from dialora.domain.notes import Author
from dialora.domain.wording_rules import LONGEST, LONGEST_QUESTION, checklist, problems
from dialora.services.bundle import Services
from dialora.web import wording_words as words_for
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/settings/words")

_ADDRESS: Final = "/settings/words"
_LAST: Final = 2**31 - 1
#: What fills the slots where somebody only listens.
_EXAMPLE_NUMBER: Final = "(212) 555-0123"
_EXAMPLE_ABOUT: Final = {"en": "your appointment", "es": "su cita"}


class Preview(BaseModel):
    language: str = Field(pattern="^(en|es)$")
    text: str = Field(min_length=1, max_length=LONGEST_QUESTION)


@router.get("")
async def words_page(
    services: Wired,
    here: Visiting,
    saved: bool = False,
    version: Annotated[int | None, Query(ge=1, le=_LAST)] = None,
) -> Response:
    newest = await services.call_wordings.newest(here.account.id)
    looked_at = newest
    if version is not None:
        looked_at = await services.call_wordings.get(here.account.id, version)
    words = looked_at.words if looked_at else OUR_WORDS
    return await _page(services, here, words, newest, looked_at=looked_at, saved=saved)


@router.post("/check")
async def check(request: Request, here: SettingUp) -> Response:
    """The list alone, for what is being typed."""
    return page("settings/words_checks.html", {"me": me(here.who), **_checks(_typed(await request.form()))})


@router.post("")
async def save(request: Request, services: Wired, here: SettingUp) -> Response:
    words, account = _typed(await request.form()), here.account
    by = Author(id=here.who.member.id, name=here.who.member.name)
    try:
        await services.call_wordings.save(account.id, words, by=by)
    except InvalidFields:
        newest = await services.call_wordings.newest(account.id)
        why = "Not saved. Something that must be said is missing, or is denied: see below."
        return await _page(services, here, words, newest, problem=why, status=422)
    except Conflict as same:
        newest = await services.call_wordings.newest(account.id)
        return await _page(services, here, words, newest, problem=same.message, status=409)
    return RedirectResponse(f"{_ADDRESS}?saved=true", 303)


@router.post("/preview")
async def preview(asked: Preview, services: Wired, here: SettingUp) -> Response:
    """A sentence as it is heard, its slots filled."""
    agents = (await services.agents.page(here.account.id, limit=1)).items
    name = agents[0].name if agents else "Robin"
    spoken = _filled(asked.text, asked.language, name, here.account)
    language = "en-US" if asked.language == "en" else "es-US"
    speed = agents[0].voice_speed if agents else 1.0
    sound = await services.voice_previews.sound(spoken, language=language, speed=speed)
    return Response(sound, media_type="audio/wav")


async def _page(
    services: Services,
    here: Visit,
    words: CallWords,
    newest: WordsVersion | None,
    *,
    looked_at: WordsVersion | None = None,
    saved: bool = False,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    versions = await services.call_wordings.page(here.account.id, limit=10)
    context = {
        "words": words,
        "newest": newest,
        "old": looked_at if looked_at and newest and looked_at.version != newest.version else None,
        "saved": saved,
        "problem": problem,
        "versions": versions.items,
        "sections": words_for.SECTIONS,
        "languages": words_for.LANGUAGES,
        "asks": words_for.ASKS,
        "longest": {"consent_question": LONGEST_QUESTION},
        "longest_other": LONGEST,
        "seller": here.account.seller,
        "tab": _ADDRESS,
        "zone": here.account.zone,
        "now": services.clock.now(),
        **_checks(words),
    }
    return framed("settings/words.html", here.who, "/settings", context, status=status)


def _checks(words: CallWords) -> dict[str, object]:
    """For each language each sentence by name, the elements it must say, and what is wrong with it."""
    wrong = problems(words)
    lists = []
    for language, name in words_for.LANGUAGES.items():
        of_sentence: dict[str, list[tuple[str, bool]]] = {}
        for each in checklist(words, language):
            says = words_for.ELEMENTS[each.element]
            of_sentence.setdefault(each.sentence, []).append((says, each.there))
        rows = [
            (words_for.NAMES[sentence], elements, wrong.get(f"/wordings/{language}/{sentence}"))
            for sentence, elements in of_sentence.items()
        ]
        lists.append((language, name, rows, sum(problem is not None for _, _, problem in rows)))
    return {"lists": lists, "wrong": wrong}


def _typed(form: Mapping[str, object]) -> CallWords:
    """What was typed; a sentence that was not sent is ours."""

    def text(language: str, name: str) -> str:
        value = form.get(f"{language}_{name}")
        return value.strip() if isinstance(value, str) else str(getattr(DEFAULTS[language], name))

    wordings = {
        language: CallWording(**{name: text(language, name) for name in words_for.NAMES})
        for language in LANGUAGES
    }
    asks = form.get("asks_callers")
    known = {each.value: each for each in words_for.ASKS if each is not None}
    return CallWords(wordings=wordings, asks_callers=known.get(asks) if isinstance(asks, str) else None)


def _filled(text: str, language: str, agent: str, account: Account) -> str:
    """Raises Invalid where it has a slot that there is not, or a brace too many."""
    slots = {
        "agent": agent,
        "seller": account.seller,
        "about": _EXAMPLE_ABOUT[language],
        "number": _EXAMPLE_NUMBER,
    }
    for slot, said in slots.items():
        text = text.replace(f"{{{slot}}}", said)
    if "{" in text or "}" in text or not text.strip() or not text.isprintable():
        raise Invalid("Braces are for slots only: this cannot be spoken.", field="text")
    return text
