"""Twilio's side of a telephone call: signed webhooks, TwiML, the media socket, the last status."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx
from twilio.request_validator import RequestValidator

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.handset import Handset, Ids, Person
from dialora.testing.carrier.resources import CarrierAccount, new_sid
from dialora.testing.carrier.twiml import Instructions, Stream, parse


class CarrierCall:
    """One incoming call as the carrier lives through it. Also what load and crash tests dial with."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        server_url: str,
        account: CarrierAccount,
        caller: PhoneNumber,
        called: PhoneNumber,
        public_url: str | None = None,
    ) -> None:
        """`server_url` is where requests go, `public_url` the address they are signed for."""
        self._http = http
        self._server = server_url.rstrip("/")
        self._public = (public_url or server_url).rstrip("/")
        self._account = account
        self.ids = Ids(account_sid=account.sid, call_sid=new_sid("CA"), stream_sid=new_sid("MZ"))
        self._caller = caller
        self._called = called

    async def ring(self) -> Instructions:
        """Ask what to do with the call. Raises httpx.HTTPStatusError where the answer is an error."""
        return await self._ask("/telephony/twilio/voice", {"CallStatus": "ringing"})

    async def talk(self, stream: Stream, person: Person) -> bool:
        """Connect the audio until somebody hangs up; whether it was the other side."""
        return await Handset(self.ids, person).talk(stream)

    async def after(self, stream: Stream) -> Instructions:
        """The other side closed the audio: ask what comes next."""
        action = stream.action or ""
        path = action.removeprefix(self._public)
        return await self._ask(path, {"CallStatus": "in-progress"})

    async def completed(self, seconds: float) -> None:
        """Report the end of the call."""
        ended = {
            "CallStatus": "completed",
            "CallDuration": str(round(seconds)),
            "SequenceNumber": "0",
            "Timestamp": time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()),
            "CallbackSource": "call-progress-events",
        }
        await self._post("/telephony/twilio/status", ended)

    async def _ask(self, path: str, fields: Mapping[str, str]) -> Instructions:
        return parse((await self._post(path, fields)).text)

    async def _post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        form = {
            "AccountSid": self._account.sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self.ids.call_sid,
            "Called": str(self._called),
            "Caller": str(self._caller),
            "Direction": "inbound",
            "From": str(self._caller),
            "To": str(self._called),
            **fields,
        }
        signature = RequestValidator(self._account.auth_token).compute_signature(self._public + path, form)
        response = await self._http.post(
            self._server + path, data=form, headers={"X-Twilio-Signature": signature}
        )
        return response.raise_for_status()
