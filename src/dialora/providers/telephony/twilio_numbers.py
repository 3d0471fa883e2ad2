"""Twilio's own word on an account's numbers, over its REST API (resources IncomingPhoneNumbers and
OutgoingCallerIds, version 2010-04-01)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from dialora.domain.errors import NotFound, ProviderError, ProviderRejected, ProviderTimeout
from dialora.domain.numbers import NOT_OWNED, CarrierCredentials, Ownership, OwnershipProof
from dialora.domain.phone import PhoneNumber

DEFAULT_API_URL = "https://api.twilio.com"
_TIMEOUT_S = 10.0
#: Asked in this order: a number that is the account's own proves more than one that was only verified.
_PROOFS = (
    ("IncomingPhoneNumbers", "incoming_phone_numbers", Ownership.INCOMING_PHONE_NUMBER),
    ("OutgoingCallerIds", "outgoing_caller_ids", Ownership.VERIFIED_CALLER_ID),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioNumbers:
    """A NumberRegistry on Twilio, or on whatever speaks its form at `api_url`."""

    api_url: str = DEFAULT_API_URL

    async def ownership(self, number: PhoneNumber, credentials: CarrierCredentials) -> Ownership:
        return (await self.proof(number, credentials)).ownership

    async def proof(self, number: PhoneNumber, credentials: CarrierCredentials) -> OwnershipProof:
        async with self._client(credentials) as client:
            for resource, listed_as, ownership in _PROOFS:
                found = await _find(client, resource, listed_as, number)
                if found:
                    return OwnershipProof(ownership=ownership, carrier_number_id=found[0].get("sid"))
        return NOT_OWNED

    async def point_at(
        self,
        number: PhoneNumber,
        credentials: CarrierCredentials,
        *,
        voice_url: str,
        status_url: str,
        message_url: str,
    ) -> None:
        async with self._client(credentials) as client:
            found = await _find(client, "IncomingPhoneNumbers", "incoming_phone_numbers", number)
            if not found:
                raise NotFound(f"Twilio does not list {number} in this account.", code="number_not_owned")
            settings = {
                "VoiceUrl": voice_url,
                "VoiceMethod": "POST",
                "StatusCallback": status_url,
                "StatusCallbackMethod": "POST",
                "SmsUrl": message_url,
                "SmsMethod": "POST",
            }
            await _ask(client, "POST", f"IncomingPhoneNumbers/{found[0]['sid']}.json", form=settings)

    def _client(self, credentials: CarrierCredentials) -> httpx.AsyncClient:
        account = credentials.carrier_account_id
        return httpx.AsyncClient(
            base_url=f"{self.api_url}/2010-04-01/Accounts/{account}/",
            auth=(account, credentials.auth_token),
            timeout=_TIMEOUT_S,
        )


async def _find(
    client: httpx.AsyncClient, resource: str, listed_as: str, number: PhoneNumber
) -> list[dict[str, str]]:
    answer = await _ask(client, "GET", f"{resource}.json", query={"PhoneNumber": str(number)})
    return [entry for entry in answer.get(listed_as, []) if entry.get("phone_number") == str(number)]


async def _ask(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    query: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> dict[str, Any]:
    try:
        answer = await client.request(method, path, params=query, data=form)
    except httpx.TimeoutException as error:
        raise ProviderTimeout("Twilio did not answer in time.", provider="twilio", retryable=True) from error
    except httpx.HTTPError as error:
        raise ProviderError("Twilio cannot be reached.", provider="twilio", retryable=True) from error
    if answer.status_code in (401, 403):
        raise ProviderRejected(
            "Twilio refused the account SID and auth token.", provider="twilio", retryable=False
        )
    if answer.is_error:
        later = answer.status_code == 429 or answer.status_code >= 500
        raise ProviderError(f"Twilio answered {answer.status_code}.", provider="twilio", retryable=later)
    body: dict[str, Any] = answer.json()
    return body
