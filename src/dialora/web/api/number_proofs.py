"""/v1/phone-numbers/{id}/verify: the carrier is asked whose a number is."""

from __future__ import annotations

from fastapi import APIRouter

from dialora.domain.accounts import KeyMode
from dialora.domain.errors import Forbidden
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
