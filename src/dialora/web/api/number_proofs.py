"""/v1/phone-numbers/{id}/verify and /verify-texts: the carrier is asked whose a number is, and whether it may
text."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dialora.domain.accounts import KeyMode
from dialora.domain.errors import Forbidden
from dialora.domain.text_registrations import Registered, RegistrySource, TextRegistration
from dialora.web.api.numbers import NumberOut
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/phone-numbers", tags=["Numbers"])


@router.post(
    "/{number_id}/verify",
    summary="Have the carrier say whose a number is",
    description="Only a number that the carrier says is yours is shown to those you call. It is asked every"
    " day by itself, and now where you ask for it.",
    responses=problems(403, 404, 502, 503, 504),
)
async def verify_number(number_id: str, services: Wired, program: Program) -> NumberOut:
    number = await services.numbers.get(program.account_id, number_id)
    if program.mode is KeyMode.TEST:
        raise Forbidden("A test key reaches no carrier. Use a live key.", code="test_key")
    return NumberOut.of(await services.outgoing.caller_ids.verify(program.account_id, number.id))


class TextRegistrationOut(BaseModel):
    """Whether the carriers take texts from a number: it is in a registered campaign, or verified."""

    object: Literal["text_registration"] = "text_registration"
    number_id: str
    registered: Registered
    reference: str | None = Field(description="What the carrier calls the campaign or the verification.")
    source: RegistrySource = Field(description="The carrier itself, or the operator who has seen it there.")
    checked_at: datetime

    @classmethod
    def of(cls, it: TextRegistration) -> TextRegistrationOut:
        return cls(
            number_id=it.number_id,
            registered=it.registered,
            reference=it.reference,
            source=it.source,
            checked_at=it.checked_at,
        )


@router.post(
    "/{number_id}/verify-texts",
    summary="Have the carrier say whether a number may text",
    description="Businesses' texts leave only from numbers that are registered for them. The carrier is asked"
    " every day by itself, and now where you ask for it.",
    responses=problems(403, 404, 502, 503, 504),
)
async def verify_texts(number_id: str, services: Wired, program: Program) -> TextRegistrationOut:
    number = await services.numbers.get(program.account_id, number_id)
    if program.mode is KeyMode.TEST:
        raise Forbidden("A test key reaches no carrier. Use a live key.", code="test_key")
    checked = await services.calling_facts.texts.check(program.account_id, number.id)
    return TextRegistrationOut.of(checked)
