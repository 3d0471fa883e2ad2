"""Webhooks that are signed well and mean ill: fields missing, huge, of another kind, of another call.

Whoever knows an account's secret, or a carrier with a fault, sends these: they may cost nobody anything.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import httpx
from twilio.request_validator import RequestValidator

from dialora.bench.safety.target import Footing, Line, Target
from dialora.testing.carrier.resources import new_sid

_AT_ONCE: Final = 8
_PATHS: Final = ("/voice", "/status", "/action", "/dialled")
_STATES: Final = (
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "failed",
    "no-answer",
    "canceled",
    "COMPLETED",
    "",
    "dancing",
)
_ODD: Final = (
    "", " ", "0", "-1", "1e309", "9" * 400, "\x00", "a\x00b", "ü" * 50, "\ud83d\ude00", "\u202e+12125550123",
    "null", "{}", "[]", "<Response/>", "'; drop table calls; --", "..%2f..%2fetc", "%00", "+1212555012٣",
    "x" * 60_000,
)  # fmt: skip
_FIELDS: Final = ("CallSid", "From", "To", "CallStatus", "CallDuration", "SequenceNumber", "Direction",
                  "ApiVersion", "StirVerstat", "DialCallStatus", "Unheard-Of")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    sent: int
    #: How many answers of each status.
    answers: Counter[int]
    #: Requests that got no answer at all.
    unanswered: int
    slowest_s: float
    still_open: int
    before: Footing
    after: Footing


async def run(target: Target, count: int, seed: int, *, settles_s: float = 180.0) -> Outcome:
    # As many others first: what is loaded and opened with the first of its kind is no growth.
    await _send_all(target, _requests(target, count, seed + 1))
    await target.at_rest(settles_s)
    before = await target.footing()
    answers, unanswered, slowest = await _send_all(target, _requests(target, count, seed))
    # Calls that were let in and never sent sound are closed after two minutes.
    left = await target.at_rest(settles_s)
    return Outcome(
        sent=count,
        answers=answers,
        unanswered=unanswered,
        slowest_s=slowest,
        still_open=left,
        before=before,
        after=await target.footing(),
    )


_Request = Callable[[httpx.AsyncClient], httpx.Request]


def _requests(target: Target, count: int, seed: int) -> list[_Request]:
    draw = random.Random(seed)
    sids = [new_sid("CA") for _ in range(40)]
    return [_request(target, draw, sids) for _ in range(count)]


async def _send_all(target: Target, requests: Sequence[_Request]) -> tuple[Counter[int], int, float]:
    """Some at once: answers by status, how many had none, and the slowest."""
    answers: Counter[int] = Counter()
    unanswered, slowest = 0, 0.0
    waiting = iter(requests)
    loop = asyncio.get_running_loop()

    async def send(http: httpx.AsyncClient) -> None:
        nonlocal unanswered, slowest
        for request in waiting:
            began = loop.time()
            try:
                answer = await http.send(request(http))
                answers[answer.status_code] += 1
            except httpx.HTTPError:
                unanswered += 1
            slowest = max(slowest, loop.time() - began)

    async with httpx.AsyncClient(base_url=target.address, timeout=30) as http, asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(send(http))
    return answers, unanswered, slowest


def _request(target: Target, draw: random.Random, sids: list[str]) -> _Request:
    line = draw.choice(target.lines)
    path = draw.choice(_PATHS)
    form = _mutated(_form(line, draw, sids), draw, target)
    url = f"{target.webhooks}{path}"
    if draw.random() < 0.1:
        url += "?" + draw.choice(("a=b", "%00", "x=" + "y" * 3_000, "bodySHA256=00", "&&&"))
    signature = RequestValidator(line.account.auth_token).compute_signature(url, form)

    def build(http: httpx.AsyncClient) -> httpx.Request:
        return http.build_request("POST", url, data=form, headers={"X-Twilio-Signature": signature})

    return build


def _form(line: Line, draw: random.Random, sids: list[str]) -> dict[str, str]:
    return {
        "AccountSid": line.account.sid,
        "ApiVersion": "2010-04-01",
        "CallSid": draw.choice(sids),
        "CallStatus": draw.choice(_STATES),
        "Direction": "inbound",
        "From": f"+1202555{draw.randrange(100, 200):04}",
        "To": str(line.number),
    }


def _mutated(form: dict[str, str], draw: random.Random, target: Target) -> dict[str, str]:
    """Up to three things wrong with it; one in five is as it should be."""
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        field = draw.choice(_FIELDS)
        match draw.randrange(4):
            case 0:
                form.pop(field, None)
            case 1:
                form[field] = draw.choice(_ODD)
            case 2:
                form[field] = "".join(chr(draw.randrange(1, 0x2FFF)) for _ in range(draw.randrange(1, 80)))
            case _:
                form["To"] = str(draw.choice(target.lines).number)
    return {name: value.encode("utf-8", "ignore").decode() for name, value in form.items()}
