"""A carrier: signatures in, markup out, and the codec of its audio socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dialora.compliance.clearance import Clearance
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus
from dialora.domain.numbers import CarrierCredentials, Ownership, OwnershipProof
from dialora.domain.phone import PhoneNumber
from dialora.domain.text_registrations import RegistrationProof
from dialora.ports.media import MediaEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """The carrier asks what to do with a call that rings."""

    carrier: str
    carrier_call_id: str
    carrier_account_id: str
    #: The number that was called, ours.
    called: PhoneNumber
    #: None where withheld.
    caller: PhoneNumber | None
    #: How far the carrier vouches for the caller's number ("TN-Validation-Passed-A"), if it says.
    attestation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """Somebody texts one of our numbers."""

    carrier: str
    carrier_account_id: str
    #: The carrier's name for the text, which it may bring twice.
    message_id: str
    #: Our number.
    to: PhoneNumber
    sender: PhoneNumber
    body: str
    #: The carrier has answered the keyword in it by itself.
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """The carrier reports what became of a call."""

    carrier_call_id: str
    carrier_account_id: str
    status: CallStatus
    duration_s: int | None
    sequence: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialReport:
    """The carrier reports whether the person it rang for a caller has answered."""

    carrier_call_id: str
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The carrier reports how a call goes that we have asked it to place."""

    carrier_call_id: str
    state: AttemptState


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredBy:
    """The carrier reports what has answered such a call."""

    carrier_call_id: str
    machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStarted:
    """The audio socket's first words: which call it is for, and the token that lets it in."""

    stream_id: str
    carrier_call_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Markup:
    """A document for the carrier to carry out."""

    content_type: str
    body: str


class Telephony(Protocol):
    """One carrier."""

    name: str

    def verify(self, *, url: str, form: Mapping[str, str], headers: Mapping[str, str], secret: str) -> bool:
        """Whether the carrier signed this request to this public URL."""
        ...

    def account_of(self, form: Mapping[str, str]) -> str:
        """The carrier account a request names; believed only once `verify` agreed. Raises Invalid."""
        ...

    def parse_incoming(self, form: Mapping[str, str]) -> IncomingCall:
        """Raises Invalid."""
        ...

    def parse_status(self, form: Mapping[str, str]) -> StatusReport:
        """Raises Invalid."""
        ...

    def render_stream(self, *, stream_url: str, token: str, action_url: str) -> Markup:
        """Connect the call's audio to our socket; when it ends, ask the action URL what next."""
        ...

    def parse_dialled(self, form: Mapping[str, str]) -> DialReport:
        """Raises Invalid."""
        ...

    def parse_progress(self, form: Mapping[str, str]) -> Progress:
        """Raises Invalid."""
        ...

    def parse_answered_by(self, form: Mapping[str, str]) -> AnsweredBy:
        """Raises Invalid."""
        ...

    def render_say(self, text: str) -> Markup:
        """Say a sentence in the carrier's own voice, then hang up."""
        ...

    def render_dial(
        self,
        clearance: Clearance,
        *,
        caller_id: PhoneNumber,
        ring_s: int,
        action_url: str,
        first_say: str | None = None,
    ) -> Markup:
        """Ring the one whom the gate has cleared, and nobody else; afterwards ask the action URL what next.
        Raises Forbidden where the clearance is for something else."""
        ...

    def parse_text(self, form: Mapping[str, str]) -> IncomingText:
        """Raises Invalid, also where nobody can be named who sent it."""
        ...

    def render_text(self, clearance: Clearance, text: str) -> Markup:
        """Text this back to whoever the gate has cleared, who has texted. Raises Forbidden where the
        clearance is for something else."""
        ...

    def render_silence(self) -> Markup:
        """Text nothing back."""
        ...

    def render_hangup(self) -> Markup: ...

    def codec(self) -> MediaCodec:
        """A codec for one audio socket."""
        ...


class MediaCodec(Protocol):
    """The wire form of one audio socket; keeps the stream's id between messages."""

    def decode(self, message: bytes | str) -> MediaEvent | StreamStarted | None:
        """One text message from the carrier; None where it says nothing we act on. Raises Invalid."""
        ...

    def encode_audio(self, mulaw: bytes) -> bytes: ...

    def encode_mark(self, name: str) -> bytes: ...

    def encode_clear(self) -> bytes: ...


class NumberRegistry(Protocol):
    """What the carrier itself says about an account's numbers."""

    async def ownership(self, number: PhoneNumber, credentials: CarrierCredentials) -> Ownership:
        """How the number belongs to this carrier account, NONE where it does not. Raises ProviderError."""
        ...

    async def proof(self, number: PhoneNumber, credentials: CarrierCredentials) -> OwnershipProof:
        """As `ownership`, with what the carrier calls the number. Raises ProviderError."""
        ...

    async def point_at(
        self,
        number: PhoneNumber,
        credentials: CarrierCredentials,
        *,
        voice_url: str,
        status_url: str,
        message_url: str,
    ) -> None:
        """Have the carrier send the number's calls and texts here. Raises NotFound, ProviderError."""
        ...


class TextRegistry(Protocol):
    """What the carrier itself says about who may text from its numbers."""

    async def registration(
        self, number: PhoneNumber, carrier_number_id: str | None, credentials: CarrierCredentials
    ) -> RegistrationProof:
        """Whether the number is in a registered campaign, or verified where it is toll-free. Raises
        ProviderError."""
        ...
