"""Twilio's word on which numbers may text in the US, over its messaging API (version v1): the campaign of the
messaging service that a number is in (resource Usa2p), the verification of a toll-free one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import httpx

from dialora.domain.errors import ProviderError, ProviderRejected, ProviderTimeout
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.phone import PhoneNumber
from dialora.domain.text_registrations import Registered, RegistrationProof
from dialora.providers.telephony.twilio_numbers import DEFAULT_API_URL

_MESSAGING_URL: Final = "https://messaging.twilio.com"
_TIMEOUT_S: Final = 10.0
#: The most that Twilio hands out on one page, and the pages that we read.
_PAGE_SIZE: Final = 100
_MOST_PAGES: Final = 20
_TOLL_FREE: Final = tuple(f"+1{code}" for code in (800, 833, 844, 855, 866, 877, 888))
_NOT: Final = RegistrationProof(registered=Registered.NO)

_CAMPAIGN: Final = {
    "VERIFIED": Registered.YES,
    "IN_PROGRESS": Registered.PENDING,
    "PENDING": Registered.PENDING,
}
_VERIFICATION: Final = {
    "TWILIO_APPROVED": Registered.YES,
    "PENDING_REVIEW": Registered.PENDING,
    "IN_REVIEW": Registered.PENDING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioTexts:
    """A TextRegistry on Twilio, or on whatever speaks its form at `api_url`."""

    api_url: str = DEFAULT_API_URL

    async def registration(
        self, number: PhoneNumber, carrier_number_id: str | None, credentials: CarrierCredentials
    ) -> RegistrationProof:
        async with self._client(credentials) as client:
            if number.e164.startswith(_TOLL_FREE):
                return await _verification(client, carrier_number_id)
            return await _campaign(client, number)

    def _client(self, credentials: CarrierCredentials) -> httpx.AsyncClient:
        base = _MESSAGING_URL if self.api_url == DEFAULT_API_URL else self.api_url
        return httpx.AsyncClient(
            base_url=f"{base}/v1/",
            auth=(credentials.carrier_account_id, credentials.auth_token),
            timeout=_TIMEOUT_S,
        )


async def _verification(client: httpx.AsyncClient, carrier_number_id: str | None) -> RegistrationProof:
    if carrier_number_id is None:
        return _NOT
    query = {"TollfreePhoneNumberSid": carrier_number_id}
    async for found in _listed(client, "Tollfree/Verifications", "verifications", query):
        # The filter is asked for; what comes back is believed only for this number.
        if found.get("tollfree_phone_number_sid") == carrier_number_id:
            return _proof(_VERIFICATION, found.get("status"), found.get("sid"))
    return _NOT


async def _campaign(client: httpx.AsyncClient, number: PhoneNumber) -> RegistrationProof:
    """A number is in one messaging service at most."""
    async for service in _listed(client, "Services", "services"):
        sid = service.get("sid")
        senders = _listed(client, f"Services/{sid}/PhoneNumbers", "phone_numbers")
        if number.e164 not in [sender.get("phone_number") async for sender in senders]:
            continue
        async for campaign in _listed(client, f"Services/{sid}/Compliance/Usa2p", "compliance"):
            return _proof(_CAMPAIGN, campaign.get("campaign_status"), campaign.get("sid"))
        return _NOT
    return _NOT


def _proof(states: dict[str, Registered], status: str | None, sid: str | None) -> RegistrationProof:
    return RegistrationProof(registered=states.get(status or "", Registered.NO), reference=sid)


async def _listed(
    client: httpx.AsyncClient, path: str, listed_as: str, query: dict[str, str] | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Every entry, page after page. Raises ProviderError, also where there are more pages than we read."""
    asked = {"PageSize": str(_PAGE_SIZE)} | (query or {})
    for _ in range(_MOST_PAGES):
        answer = await _ask(client, path, asked)
        found = answer.get(listed_as)
        if not isinstance(found, list):
            raise ProviderError("Twilio's answer cannot be read.", provider="twilio", retryable=True)
        for entry in found:
            yield entry
        following = (answer.get("meta") or {}).get("next_page_url")
        if not following:
            return
        # Where the next page is only its query says: whom we ask stays ours to choose.
        asked = dict(httpx.URL(following).params)
    raise ProviderError("Twilio lists more than can be read.", provider="twilio", retryable=False)


async def _ask(client: httpx.AsyncClient, path: str, query: dict[str, str]) -> dict[str, Any]:
    try:
        answer = await client.get(path, params=query)
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
