"""/v1/call-wordings: what calls say that must be said, in the business's own words, version by version."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.call_wording import LANGUAGES, OUR_WORDS, CallWords, WordsVersion
from dialora.domain.consents import ConsentPurpose
from dialora.domain.notes import Author
from dialora.domain.wording_rules import LONGEST_QUESTION, checklist
from dialora.web.api.listing import ListOf
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/call-wordings", tags=["What calls say"])

_MOST = 2**31 - 1
_Sentence = Annotated[str | None, Field(max_length=LONGEST_QUESTION)]


class SentencesIn(BaseModel):
    """The sentences to change. Slots are written in braces, and each is needed where it stands."""

    model_config = ConfigDict(extra="forbid")

    answering: _Sentence = None
    identification: _Sentence = Field(
        default=None,
        examples=["Hello, {agent} here, the AI assistant of {seller}. It is about {about}."],
    )
    opt_out_offer: _Sentence = None
    callback_number: _Sentence = None
    recorded: _Sentence = None
    recorded_refusable: _Sentence = None
    recording_question: _Sentence = None
    ask_continue: _Sentence = None
    not_now: _Sentence = None
    opted_out: _Sentence = None
    consent_question: _Sentence = None


class WordingsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    en: SentencesIn = SentencesIn()
    es: SentencesIn = SentencesIn()


class CallWordsIn(BaseModel):
    """What is to be said otherwise. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    wordings: WordingsIn = WordingsIn()
    asks_callers: Literal["informational", "telemarketing", "any", "nothing"] | None = Field(
        default=None,
        description="What callers are asked before goodbye whether you may call them about. Only recorded"
        " callers are: the sound of question and answer is kept as the evidence. “nothing” ends the asking.",
    )

    def onto(self, words: CallWords) -> CallWords:
        changed = {
            language: replace(words.wordings[language], **_given(getattr(self.wordings, language)))
            for language in LANGUAGES
        }
        match self.asks_callers:
            case None:
                asks = words.asks_callers
            case "nothing":
                asks = None
            case purpose:
                asks = ConsentPurpose(purpose)
        return CallWords(wordings=changed, asks_callers=asks)


class SentencesOut(BaseModel):
    """Each is spoken as it stands here, with the slots filled."""

    answering: str = Field(description="To somebody who calls.")
    identification: str = Field(description="To somebody we call, within two seconds of their hello.")
    opt_out_offer: str = Field(description="Within two seconds of the identification, where it must be said.")
    callback_number: str
    recorded: str
    recorded_refusable: str
    recording_question: str
    ask_continue: str
    not_now: str = Field(description="To somebody for whom it is not a good time.")
    opted_out: str = Field(description="To somebody who has said stop; the call ends with it.")
    consent_question: str


class WordingsOut(BaseModel):
    en: SentencesOut
    es: SentencesOut


class ElementOut(BaseModel):
    """Something that a sentence must say. All of them are there, or it could not have been saved."""

    language: Literal["en", "es"]
    sentence: str
    element: str
    there: bool


class CallWordsOut(BaseModel):
    """A version never changes. Each call keeps the number of the one that it was spoken with."""

    object: Literal["call_wording"] = "call_wording"
    version: int = Field(description="0: our own words, which are said until you have worded something.")
    wordings: WordingsOut
    asks_callers: Literal["informational", "telemarketing", "any"] | None
    checklist: list[ElementOut]
    saved_by: str | None = Field(description="A member or an API key, by name.")
    saved_at: datetime | None

    @classmethod
    def of(cls, it: WordsVersion | None) -> CallWordsOut:
        words = it.words if it else OUR_WORDS
        return cls.model_validate(
            {
                "version": it.version if it else 0,
                "wordings": {language: asdict(words.wordings[language]) for language in LANGUAGES},
                "asks_callers": words.asks_callers.value if words.asks_callers else None,
                "checklist": [
                    {"language": language, **asdict(each)}
                    for language in LANGUAGES
                    for each in checklist(words, language)
                ],
                "saved_by": it.saved_by_name if it else None,
                "saved_at": it.saved_at if it else None,
            }
        )


@router.get("", summary="List the versions of what calls say")
async def list_wordings(
    services: Wired,
    program: Program,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
    starting_after: Annotated[
        int | None, Query(ge=1, le=_MOST, description="The version after which the page begins.")
    ] = None,
) -> ListOf[CallWordsOut]:
    page = await services.call_wordings.page(program.account_id, limit=limit, before=starting_after)
    return ListOf(data=[CallWordsOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Change what calls say",
    description="Makes the next version, which every call says that begins from now on. Refused, sentence by"
    " sentence, where something is left out that must be said, or the opposite is said.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": CallWordsOut, "description": "Saved."}, **problems(409)},
)
async def change_wordings(
    asked: CallWordsIn, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def make() -> CallWordsOut:
        newest = await services.call_wordings.newest(program.account_id)
        words = asked.onto(newest.words if newest else OUR_WORDS)
        by = Author(id=program.key_id, name=program.name)
        return CallWordsOut.of(await services.call_wordings.save(program.account_id, words, by=by))

    return await once(request, services, program, key, asked, make)


@router.get("/current", summary="Get what calls say now")
async def current_wording(services: Wired, program: Program) -> CallWordsOut:
    return CallWordsOut.of(await services.call_wordings.newest(program.account_id))


@router.get("/{words_version}", summary="Get a version of what calls say", responses=problems(404))
async def get_wording(
    words_version: Annotated[int, Path(ge=1, le=_MOST)], services: Wired, program: Program
) -> CallWordsOut:
    return CallWordsOut.of(await services.call_wordings.get(program.account_id, words_version))


def _given(sentences: SentencesIn) -> dict[str, str]:
    return {name: text for name, text in sentences.model_dump().items() if text is not None}
