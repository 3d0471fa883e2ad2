"""/v1/calls, outgoing: somebody is called."""

from __future__ import annotations

from enum import StrEnum

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.accounts import KeyMode
from dialora.domain.attempts import AttemptPurpose
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.services.explanation import NOT_ADVICE
from dialora.services.outgoing import Wanted
from dialora.web.api.calls import CallOut
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/calls", tags=["Calls"])

#: No control characters: what is about to be spoken or counted by is text.
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


class PurposeIn(StrEnum):
    INFORMATIONAL = "informational"
    TELEMARKETING = "telemarketing"


class CallIn(BaseModel):
    """Somebody to call."""

    model_config = ConfigDict(extra="forbid")

    from_: str | None = Field(
        default=None,
        alias="from",
        max_length=64,
        description="Nobody chooses the number that is shown: a call that names one is refused, and noted.",
    )
    to: str = Field(description="E.164.", examples=["+12125550147"], pattern=r"^\+[1-9]\d{6,14}$")
    agent_id: str = Field(max_length=64, examples=["agent_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    purpose: PurposeIn | None = Field(
        default=None,
        description="The strictest that is true: a reminder that also sells is telemarketing. Where it is"
        " absent, and wherever the agent sells, the agent's own purpose counts.",
    )
    about: str = Field(
        default="",
        max_length=80,
        pattern=_PLAIN,
        description="What the person is told the call is about, as in “calling for … about …”.",
        examples=["your appointment on Thursday"],
    )
    subject: str | None = Field(
        default=None,
        max_length=80,
        pattern=_PLAIN,
        description="Your own word for the matter: some limits on calls to one person count by it.",
    )


@router.post(
    "",
    status_code=201,
    summary="Call somebody",
    description="Decides whether the call is allowed, and has the carrier place it at most once. The number"
    " that is shown is chosen by the server, from those that the carrier says are yours. A refusal carries"
    " the whole decision. Send an Idempotency-Key: asked again with it, nobody is called twice. A call"
    " asked for with a test key is decided on and not dialled. " + NOT_ADVICE,
    response_model=CallOut,
    responses=problems(403, 404, 409, 502, 503, 504),
)
async def call_somebody(
    request: Request, asked: CallIn, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    if asked.from_ is not None:
        log.warning("a program asked to show a number", account_id=program.account_id, key_id=program.key_id)
        raise Invalid("The number that is shown is not yours to choose.", field="from", code="from_chosen")
    wanted = Wanted(
        account_id=program.account_id,
        agent_id=asked.agent_id,
        number=PhoneNumber(asked.to),
        asked_by=program.key_id,
        purpose=None if asked.purpose is None else AttemptPurpose(asked.purpose.value),
        subject=asked.subject,
        about=asked.about.strip(),
        idempotency_key=key,
        test=program.mode is KeyMode.TEST,
    )

    async def act() -> CallOut:
        call = await services.outgoing.place(wanted)
        return CallOut.of(await services.call_history.get(program.account_id, call.id))

    return await once(request, services, program, key, asked, act)
