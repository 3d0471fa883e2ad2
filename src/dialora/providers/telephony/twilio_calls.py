"""Twilio's calls over its REST API (resource Calls, version 2010-04-01): placed once, looked up, ended.

Twilio has no idempotency key for calls. A 429 was not processed, and neither was a request that it
answers with an error of its own; after a 5xx or no answer at all nobody knows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallPurpose, Channel
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import Direction
from dialora.domain.errors import Forbidden, ProviderError, ProviderRejected, ProviderTimeout
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialing import Callbacks, CarrierCall, NotPlaced

DEFAULT_API_URL: Final = "https://api.twilio.com"
#: How long the called party's telephone rings.
RING_S: Final = 30
#: How long Twilio may take to answer.
_ANSWER_S: Final = 10.0
_CONNECT_S: Final = 2.0
#: Of calls between two numbers, the newest.
_LISTED: Final = 50
#: Clearances remembered as used: far more than live for the seconds in which one may be used.
_REMEMBERED: Final = 10_000
#: Errors about a call that is over, or was never there.
_NOTHING_TO_END: Final = frozenset({404, 400})

_STATES: Final = {
    "queued": AttemptState.DIALING,
    "initiated": AttemptState.DIALING,
    "ringing": AttemptState.RINGING,
    "in-progress": AttemptState.ANSWERED,
    "completed": AttemptState.COMPLETED,
    "busy": AttemptState.BUSY,
    "failed": AttemptState.FAILED,
    "no-answer": AttemptState.NO_ANSWER,
    "canceled": AttemptState.CANCELED,
}

_Form = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioCalls:
    """A CallCarrier on Twilio, or on whatever speaks its form at `api_url`."""

    api_url: str = DEFAULT_API_URL
    #: Decisions whose clearances were used, in this process.
    _used: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED), repr=False)

    async def place_call(
        self,
        clearance: Clearance,
        *,
        caller_id: PhoneNumber,
        credentials: CarrierCredentials,
        callbacks: Callbacks,
        connect_within_s: float,
    ) -> str:
        to = self._use(clearance)
        form = {
            "To": str(to),
            "From": str(caller_id),
            "Url": callbacks.answer_url,
            "Method": "POST",
            "StatusCallback": callbacks.status_url,
            "StatusCallbackMethod": "POST",
            "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
            "Timeout": str(RING_S),
            "MachineDetection": "Enable",
            "AsyncAmd": "true",
            "AsyncAmdStatusCallback": callbacks.machine_url,
            "AsyncAmdStatusCallbackMethod": "POST",
        }
        connect_s = min(_CONNECT_S, connect_within_s)
        async with self._client(credentials, connect_s=connect_s) as client:
            try:
                answer = await client.post("Calls.json", data=form)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise NotPlaced(
                    "Twilio cannot be reached.", provider="twilio", retryable=True, code="carrier_unreachable"
                ) from error
            except httpx.TimeoutException as error:
                raise _silent() from error
            except httpx.HTTPError as error:
                raise _broken() from error
        if answer.is_error:
            raise _refusal(answer)
        sid = _read(answer).get("sid")
        if not isinstance(sid, str) or not sid:
            raise ProviderError(
                "Twilio's answer names no call.", provider="twilio", retryable=False, code="carrier_unclear"
            )
        return sid

    async def calls_between(
        self, credentials: CarrierCredentials, *, caller_id: PhoneNumber, to: PhoneNumber
    ) -> tuple[CarrierCall, ...]:
        query = {"To": str(to), "From": str(caller_id), "PageSize": str(_LISTED)}
        answer = await self._ask(credentials, "GET", "Calls.json", query=query)
        listed = _read(answer).get("calls", [])
        return tuple(_call(entry) for entry in listed if entry.get("status") in _STATES)

    async def look_up(self, credentials: CarrierCredentials, carrier_call_id: str) -> CarrierCall | None:
        answer = await self._ask(credentials, "GET", f"Calls/{carrier_call_id}.json", missing_is_fine=True)
        if answer.status_code == 404:
            return None
        entry = _read(answer)
        return _call(entry) if entry.get("status") in _STATES else None

    async def cancel(self, credentials: CarrierCredentials, carrier_call_id: str) -> None:
        await self._end(credentials, carrier_call_id, "canceled")

    async def hang_up(self, credentials: CarrierCredentials, carrier_call_id: str) -> None:
        await self._end(credentials, carrier_call_id, "completed")

    async def _end(self, credentials: CarrierCredentials, carrier_call_id: str, status: str) -> None:
        path, form = f"Calls/{carrier_call_id}.json", {"Status": status}
        await self._ask(credentials, "POST", path, form=form, missing_is_fine=True)

    def _use(self, clearance: Clearance) -> PhoneNumber:
        intent = clearance.intent
        outgoing = intent.direction is Direction.OUTBOUND and intent.channel is Channel.VOICE
        if not outgoing or intent.peer is None or intent.purpose is CallPurpose.TRANSFER:
            raise Forbidden("That clearance is for another call.", code="clearance_wrong")
        if clearance.decision_id in self._used:
            raise Forbidden("That clearance was used.", code="clearance_used")
        self._used.append(clearance.decision_id)
        return intent.peer

    async def _ask(
        self,
        credentials: CarrierCredentials,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: _Form | None = None,
        missing_is_fine: bool = False,
    ) -> httpx.Response:
        async with self._client(credentials, connect_s=_CONNECT_S) as client:
            try:
                answer = await client.request(method, path, params=query, data=form)
            except httpx.TimeoutException as error:
                raise _silent() from error
            except httpx.HTTPError as error:
                raise _broken() from error
        if answer.is_error and not (missing_is_fine and answer.status_code in _NOTHING_TO_END):
            later = answer.status_code == 429 or answer.status_code >= 500
            raise ProviderError(f"Twilio answered {answer.status_code}.", provider="twilio", retryable=later)
        return answer

    def _client(self, credentials: CarrierCredentials, *, connect_s: float) -> httpx.AsyncClient:
        account = credentials.carrier_account_id
        return httpx.AsyncClient(
            base_url=f"{self.api_url}/2010-04-01/Accounts/{account}/",
            auth=(account, credentials.auth_token),
            timeout=httpx.Timeout(_ANSWER_S, connect=connect_s),
            # What is sent is sent once: no library asks again on its own.
            transport=httpx.AsyncHTTPTransport(retries=0),
            follow_redirects=False,
        )


def _refusal(answer: httpx.Response) -> ProviderError:
    """What an error says about whether there is a call."""
    code = _error_code(answer)
    if answer.status_code == 429:
        return NotPlaced(
            "Twilio takes no more calls at this moment.",
            provider="twilio",
            retryable=True,
            code="carrier_busy",
        )
    if 400 <= answer.status_code < 500 and code is not None:
        return NotPlaced(
            f"Twilio refused the call (error {code}).",
            provider="twilio",
            retryable=False,
            code=f"twilio_{code}",
        )
    return ProviderError(
        f"Twilio answered {answer.status_code}: whether it calls is not known yet.",
        provider="twilio",
        retryable=False,
        code="carrier_unclear",
    )


def _error_code(answer: httpx.Response) -> int | None:
    """The number of an error that Twilio documents; None where somebody else answered."""
    try:
        told = _read(answer)
    except ProviderRejected:
        return None
    code = told.get("code")
    return code if isinstance(code, int) and told.get("status") == answer.status_code else None


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderRejected(
            "Twilio's answer cannot be read.", provider="twilio", retryable=False, code="carrier_unclear"
        ) from error
    return told if isinstance(told, dict) else {}


def _call(entry: Mapping[str, Any]) -> CarrierCall:
    return CarrierCall(
        carrier_call_id=entry["sid"],
        to=entry.get("to") or "",
        caller_id=entry.get("from") or "",
        state=_STATES[entry["status"]],
        created_at=_when(entry.get("date_created")),
    )


def _when(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _silent() -> ProviderTimeout:
    return ProviderTimeout(
        "Twilio did not answer in time: whether it calls is not known yet.",
        provider="twilio",
        retryable=False,
        code="carrier_unclear",
    )


def _broken() -> ProviderError:
    return ProviderError(
        "The connection to Twilio broke: whether it calls is not known yet.",
        provider="twilio",
        retryable=False,
        code="carrier_unclear",
    )
