"""How the carrier's requests reach us: signed, in form encoding, and no more reliably than in life.

Twilio retries a webhook that it has no answer to, promises no order, and delivers some twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from twilio.request_validator import RequestValidator

from dialora.testing.carrier.resources import CarrierAccount


@dataclass(slots=True, kw_only=True)
class Faults:
    """What befalls callbacks, drawn from a seed: the same story twice is the same story."""

    seed: int = 0
    #: Shares of all reports on a call's state that come twice, and that never come.
    doubled: float = 0.0
    missing: float = 0.0
    #: Each is late by up to so much; where that is longer than between two, they change places.
    late_s: float = 0.0
    #: Share of questions (what to do with a call) whose first answer is lost, so that it is asked again.
    asked_again: float = 0.0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def times(self) -> int:
        """How often the next report is delivered."""
        if self._random.random() < self.missing:
            return 0
        return 2 if self._random.random() < self.doubled else 1

    def delay_s(self) -> float:
        return self._random.uniform(0, self.late_s)

    def answer_lost(self) -> bool:
        return self._random.random() < self.asked_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request that was sent, and its answer."""

    url: str
    form: Mapping[str, str]
    status: int


@dataclass(slots=True, kw_only=True)
class Post:
    """Sends what an account's calls have to say."""

    http: httpx.AsyncClient
    #: The address that requests are signed for, and the one they are sent to: a proxy stands between.
    public_url: str
    server_url: str
    faults: Faults = field(default_factory=Faults)
    #: Everything that was sent.
    sent: list[Posted] = field(default_factory=list)
    #: Reports that reached nobody.
    undelivered: int = 0
    _on_their_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def ask(self, url: str, form: Mapping[str, str], account: CarrierAccount) -> str:
        """What to do with a call. Raises httpx.HTTPStatusError where the answer is an error."""
        if self.faults.answer_lost():
            await self._send(url, form, account)
        return (await self._send(url, form, account)).raise_for_status().text

    def report(self, url: str, form: Mapping[str, str], account: CarrierAccount) -> None:
        """What became of a call; nobody waits for it."""
        for _ in range(self.faults.times()):
            task = asyncio.get_running_loop().create_task(self._later(url, form, account))
            self._on_their_way.add(task)
            task.add_done_callback(self._on_their_way.discard)

    async def arrived(self) -> None:
        """Until every report that was sent has been delivered."""
        while self._on_their_way:
            await asyncio.gather(*self._on_their_way)

    async def _later(self, url: str, form: Mapping[str, str], account: CarrierAccount) -> None:
        await asyncio.sleep(self.faults.delay_s())
        try:
            await self._send(url, form, account)
        except httpx.HTTPError:
            # Nobody is there: a report is not sent again.
            self.undelivered += 1

    async def _send(self, url: str, form: Mapping[str, str], account: CarrierAccount) -> httpx.Response:
        signature = RequestValidator(account.auth_token).compute_signature(url, dict(form))
        answer = await self.http.post(
            self.server_url + url.removeprefix(self.public_url),
            data=dict(form),
            headers={"X-Twilio-Signature": signature},
        )
        self.sent.append(Posted(url=url, form=dict(form), status=answer.status_code))
        return answer
