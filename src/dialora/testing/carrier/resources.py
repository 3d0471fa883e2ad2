"""What the carrier keeps of an account: numbers and calls, written as its REST API writes them.

Forms and patterns are those of Twilio's OpenAPI document, version 2010-04-01; the tests hold every answer
against it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from dialora.domain.phone import PhoneNumber

API_VERSION = "2010-04-01"
#: Of a call: it is over, and nothing changes it any more.
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def new_sid(prefix: str) -> str:
    """An id in Twilio's form: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAccount:
    """An account at the carrier, and the secret it signs with."""

    sid: str
    auth_token: str

    def __repr__(self) -> str:
        return f"CarrierAccount({self.sid!r}, auth_token=…)"


@dataclass(slots=True, kw_only=True)
class CarrierNumber:
    """A number of an account, and where its calls are sent."""

    account: CarrierAccount
    number: PhoneNumber
    sid: str = field(default_factory=lambda: new_sid("PN"))
    voice_url: str = ""
    status_callback: str = ""
    #: A caller id that was only verified: it can be shown, but receives nothing.
    verified_only: bool = False

    def update(self, form: dict[str, str]) -> None:
        self.voice_url = form.get("VoiceUrl", self.voice_url)
        self.status_callback = form.get("StatusCallback", self.status_callback)

    def as_json(self) -> dict[str, Any]:
        resource = "OutgoingCallerIds" if self.verified_only else "IncomingPhoneNumbers"
        told = {
            "sid": self.sid,
            "account_sid": self.account.sid,
            "phone_number": str(self.number),
            "friendly_name": str(self.number),
            "date_created": _when(_BEGINNING),
            "date_updated": _when(_BEGINNING),
            "uri": f"/{API_VERSION}/Accounts/{self.account.sid}/{resource}/{self.sid}.json",
        }
        if self.verified_only:
            return told
        return told | {
            "api_version": API_VERSION,
            "address_requirements": "none",
            "beta": False,
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "origin": "twilio",
            "status": "in-use",
            "status_callback": self.status_callback or None,
            "status_callback_method": "POST",
            "voice_caller_id_lookup": False,
            "voice_method": "POST",
            "voice_receive_mode": "voice",
            "voice_url": self.voice_url or None,
        }


@dataclass(slots=True, kw_only=True)
class CarrierRecord:
    """A call as the REST API shows it."""

    account: CarrierAccount
    caller: PhoneNumber
    called: PhoneNumber
    direction: str = "inbound"
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: str = "ringing"
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None

    @property
    def seconds(self) -> int:
        return round(((self.ended or datetime.now(UTC)) - self.began).total_seconds())

    def end(self, status: str = "completed") -> None:
        """The first end counts."""
        if self.status not in OVER:
            self.status, self.ended = status, datetime.now(UTC)

    def as_json(self) -> dict[str, Any]:
        uri = f"/{API_VERSION}/Accounts/{self.account.sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account.sid,
            "api_version": API_VERSION,
            "answered_by": None,
            "caller_name": None,
            "date_created": _when(self.began),
            "date_updated": _when(self.ended or self.began),
            "direction": self.direction,
            "duration": None if self.ended is None else str(self.seconds),
            "start_time": _when(self.began),
            "end_time": None if self.ended is None else _when(self.ended),
            "forwarded_from": None,
            "from": str(self.caller),
            "from_formatted": str(self.caller),
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "status": self.status,
            "subresource_uris": {"streams": f"{uri}/Streams.json"},
            "to": str(self.called),
            "to_formatted": str(self.called),
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }


_BEGINNING = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def _when(at: datetime) -> str:
    return format_datetime(at)
