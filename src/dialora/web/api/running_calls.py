"""/v1/calls, while they run: ended, put through to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dialora.domain.accounts import KeyMode
from dialora.domain.transfers import Transfer, TransferState
from dialora.services.identity import KeyHolder
from dialora.services.supervision import Supervisor
from dialora.web.api.calls import CallOut
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/calls/{call_id}", tags=["Calls"])


class TransferIn(BaseModel):
    to: str | None = Field(
        default=None,
        max_length=200,
        description="Name or number of one of the agent's transfer destinations; the first where absent.",
        examples=["the front desk"],
    )


_ANYBODY = TransferIn()


class TransferOut(BaseModel):
    """A caller who is being put through to a person."""

    object: Literal["transfer"] = "transfer"
    call_id: str = Field(examples=["call_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    to: str
    number: str = Field(description="E.164.")
    state: TransferState
    decision_id: str = Field(description="The newest decision on it; the next one is made as it rings.")
    asked_at: datetime
    rung_at: datetime | None

    @classmethod
    def of(cls, transfer: Transfer) -> TransferOut:
        return cls(
            call_id=transfer.call_id,
            to=transfer.name,
            number=transfer.number.e164,
            state=transfer.state,
            decision_id=transfer.decision_id,
            asked_at=transfer.asked_at,
            rung_at=transfer.rung_at,
        )


@router.post(
    "/hangup",
    summary="End a call",
    description="The agent says goodbye and hangs up. Asked again, nothing more happens.",
    responses=problems(403, 404, 409, 503),
)
async def hang_up(call_id: str, services: Wired, program: Program) -> CallOut:
    await services.supervision.end(program.account_id, call_id, _by(program))
    return CallOut.of(await services.call_history.get(program.account_id, call_id))


@router.post(
    "/transfer",
    status_code=201,
    summary="Put a caller through to a person",
    description="The agent says so, and the carrier rings one of the agent's transfer destinations, if the"
    " policy allows it. A call from the browser has no line to be put through on.",
    response_model=TransferOut,
    responses=problems(403, 404, 409, 503),
)
async def put_through(
    call_id: str,
    request: Request,
    services: Wired,
    program: Program,
    asked: TransferIn = _ANYBODY,
    key: IdempotencyKey = None,
) -> Response:
    async def act() -> TransferOut:
        supervision, by = services.supervision, _by(program)
        return TransferOut.of(await supervision.put_through(program.account_id, call_id, by, to=asked.to))

    return await once(request, services, program, key, asked, act)


def _by(program: KeyHolder) -> Supervisor:
    return Supervisor(id=program.key_id, test=program.mode is KeyMode.TEST)
