"""Idempotency-Key: asked again with the same key, a request gets its first answer and is not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from dialora.domain.errors import DialoraError
from dialora.services.bundle import Services
from dialora.services.idempotency import KeptAnswer
from dialora.services.identity import KeyHolder
from dialora.web.envelope import request_id_of
from dialora.web.errors import told

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text of your own. The same key with the same request gives the first answer again.",
    ),
]


async def once(
    request: Request,
    services: Services,
    program: KeyHolder,
    key: str | None,
    asked: BaseModel,
    act: Callable[[], Awaitable[BaseModel]],
    *,
    status: int = 201,
) -> Response:
    """Carry out a request that makes something. Refusals are answers too, and are given again."""

    async def answer() -> KeptAnswer:
        try:
            return KeptAnswer(status=status, body=(await act()).model_dump_json())
        except DialoraError as error:
            refused, problem = told(error)
            return KeptAnswer(status=refused, body=json.dumps(problem))

    if key is None:
        return _response(request, await answer(), replayed=False)
    fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n{asked.model_dump_json()}".encode())
    kept, replayed = await services.idempotency.once(program.account_id, key, fingerprint.digest(), answer)
    return _response(request, kept, replayed=replayed)


def _response(request: Request, kept: KeptAnswer, *, replayed: bool) -> Response:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    if kept.status < 400:
        return Response(kept.body, kept.status, headers, media_type="application/json")
    problem = json.loads(kept.body) | {"request_id": request_id_of(request)}
    return Response(json.dumps(problem), kept.status, headers, media_type="application/problem+json")
