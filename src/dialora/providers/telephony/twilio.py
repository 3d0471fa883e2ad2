"""Twilio: webhooks in its form encoding, TwiML, and Media Streams.

Facts from Twilio's documents on request security, Programmable Voice webhooks, TwiML <Connect><Stream>
and Media Streams messages.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Connect, VoiceResponse

from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallPurpose, Channel
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus
from dialora.domain.errors import Forbidden, Invalid
from dialora.domain.phone import PhoneNumber
from dialora.ports.media import Audio, Digit, Ended, MediaEvent, Played
from dialora.ports.telephony import (
    AnsweredBy,
    DialReport,
    IncomingCall,
    IncomingText,
    Markup,
    Progress,
    StatusReport,
    StreamStarted,
)
from dialora.providers.telephony import CARRIERS

_STATUS = {
    "queued": CallStatus.RINGING,
    "initiated": CallStatus.RINGING,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.IN_PROGRESS,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "failed": CallStatus.FAILED,
    "no-answer": CallStatus.NO_ANSWER,
    "canceled": CallStatus.CANCELED,
}

_PROGRESS = {
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

#: What Twilio puts in From when the number is withheld: letters typed on a keypad ("ANONYMOUS",
#: "RESTRICTED", "BLOCKED", "UNKNOWN") or the words themselves.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696"})

_VOICE = "Polly.Joanna"


class _Start(msgspec.Struct, rename="camel"):
    call_sid: str = ""
    custom_parameters: dict[str, str] = {}


class _Media(msgspec.Struct, gc=False):
    payload: bytes = b""
    track: str = "inbound"


class _Mark(msgspec.Struct):
    name: str = ""


class _Dtmf(msgspec.Struct):
    digit: str = ""


class _Message(msgspec.Struct, rename="camel"):
    event: str
    stream_sid: str = ""
    start: _Start | None = None
    media: _Media | None = None
    mark: _Mark | None = None
    dtmf: _Dtmf | None = None


class _OutMedia(msgspec.Struct, gc=False):
    payload: bytes


class _Out(msgspec.Struct, rename="camel", omit_defaults=True):
    event: str = msgspec.field()
    stream_sid: str = msgspec.field()
    media: _OutMedia | None = None
    mark: _Mark | None = None


_decoder = msgspec.json.Decoder(_Message)
_encode = msgspec.json.Encoder().encode


class TwilioCodec:
    """Media Streams messages of one socket."""

    def __init__(self) -> None:
        self._stream_id = ""

    def decode(self, message: bytes | str) -> MediaEvent | StreamStarted | None:
        try:
            parsed = _decoder.decode(message)
        except msgspec.MsgspecError as error:
            raise Invalid(f"not a Media Streams message: {error}", code="media_message_invalid") from error
        match parsed.event:
            case "media" if parsed.media is not None:
                return Audio(parsed.media.payload) if parsed.media.track == "inbound" else None
            case "mark" if parsed.mark is not None:
                return Played(parsed.mark.name)
            case "dtmf" if parsed.dtmf is not None:
                return Digit(parsed.dtmf.digit)
            case "start" if parsed.start is not None:
                self._stream_id = parsed.stream_sid
                token = parsed.start.custom_parameters.get("token", "")
                return StreamStarted(
                    stream_id=parsed.stream_sid, carrier_call_id=parsed.start.call_sid, token=token
                )
            case "stop":
                return Ended()
        return None

    def encode_audio(self, mulaw: bytes) -> bytes:
        return _encode(_Out(event="media", stream_sid=self._stream_id, media=_OutMedia(mulaw)))

    def encode_mark(self, name: str) -> bytes:
        return _encode(_Out(event="mark", stream_sid=self._stream_id, mark=_Mark(name)))

    def encode_clear(self) -> bytes:
        return _encode(_Out(event="clear", stream_sid=self._stream_id))


class Twilio:
    """The carrier Twilio, and whoever speaks its form."""

    name = "twilio"

    def verify(self, *, url: str, form: Mapping[str, str], headers: Mapping[str, str], secret: str) -> bool:
        signature = headers.get("x-twilio-signature", "")
        return bool(signature) and bool(RequestValidator(secret).validate(url, dict(form), signature))

    def account_of(self, form: Mapping[str, str]) -> str:
        return _field(form, "AccountSid")

    def parse_incoming(self, form: Mapping[str, str]) -> IncomingCall:
        return IncomingCall(
            carrier=self.name,
            carrier_call_id=_field(form, "CallSid"),
            carrier_account_id=_field(form, "AccountSid"),
            called=PhoneNumber(_field(form, "To")),
            caller=_caller(form.get("From", "")),
            attestation=form.get("StirVerstat"),
        )

    def parse_status(self, form: Mapping[str, str]) -> StatusReport:
        word = _field(form, "CallStatus")
        if word not in _STATUS:
            raise Invalid(f"Twilio has no call status {word!r}.", field="CallStatus")
        return StatusReport(
            carrier_call_id=_field(form, "CallSid"),
            carrier_account_id=_field(form, "AccountSid"),
            status=_STATUS[word],
            duration_s=_whole(form, "CallDuration"),
            sequence=_whole(form, "SequenceNumber"),
        )

    def render_stream(self, *, stream_url: str, token: str, action_url: str) -> Markup:
        response = VoiceResponse()
        connect = Connect(action=action_url, method="POST")
        connect.stream(url=stream_url).parameter(name="token", value=token)
        response.append(connect)
        return _markup(response)

    def parse_dialled(self, form: Mapping[str, str]) -> DialReport:
        answered = _field(form, "DialCallStatus") in ("completed", "answered")
        return DialReport(carrier_call_id=_field(form, "CallSid"), answered=answered)

    def parse_progress(self, form: Mapping[str, str]) -> Progress:
        word = _field(form, "CallStatus")
        if word not in _PROGRESS:
            raise Invalid(f"Twilio has no call status {word!r}.", field="CallStatus")
        return Progress(carrier_call_id=_field(form, "CallSid"), state=_PROGRESS[word])

    def parse_answered_by(self, form: Mapping[str, str]) -> AnsweredBy:
        # "machine_start", "machine_end_beep" and the like; "fax"; "human"; "unknown", which may be a person.
        answered_by = _field(form, "AnsweredBy")
        machine = answered_by.startswith("machine") or answered_by == "fax"
        return AnsweredBy(carrier_call_id=_field(form, "CallSid"), machine=machine)

    def render_say(self, text: str) -> Markup:
        response = VoiceResponse()
        response.say(text, voice=_VOICE)
        response.hangup()
        return _markup(response)

    def render_dial(
        self,
        clearance: Clearance,
        *,
        caller_id: PhoneNumber,
        ring_s: int,
        action_url: str,
        first_say: str | None = None,
    ) -> Markup:
        person = clearance.intent.peer
        if clearance.intent.purpose is not CallPurpose.TRANSFER or person is None:
            raise Forbidden("That clearance is for another call.", code="clearance_wrong")
        response = VoiceResponse()
        if first_say is not None:
            response.say(first_say, voice=_VOICE)
        # The caller hears it ring, and is connected, and charged, once somebody answers.
        dial = response.dial(
            caller_id=str(caller_id),
            timeout=ring_s,
            action=action_url,
            method="POST",
            answer_on_bridge=True,
        )
        dial.number(str(person))
        return _markup(response)

    def parse_text(self, form: Mapping[str, str]) -> IncomingText:
        return IncomingText(
            carrier=self.name,
            carrier_account_id=_field(form, "AccountSid"),
            message_id=_field(form, "MessageSid"),
            to=PhoneNumber(_field(form, "To")),
            sender=PhoneNumber(_field(form, "From")),
            body=form.get("Body", ""),
            # Set by Advanced Opt-Out, which texts its own words.
            answered=bool(form.get("OptOutType")),
        )

    def render_text(self, clearance: Clearance, text: str) -> Markup:
        if clearance.intent.channel is not Channel.SMS or clearance.intent.peer is None:
            raise Forbidden("That clearance is for another call.", code="clearance_wrong")
        response = MessagingResponse()
        response.message(text, to=str(clearance.intent.peer))
        return _markup(response)

    def render_silence(self) -> Markup:
        return _markup(MessagingResponse())

    def render_hangup(self) -> Markup:
        response = VoiceResponse()
        response.hangup()
        return _markup(response)

    def codec(self) -> TwilioCodec:
        return TwilioCodec()


CARRIERS.register(Twilio.name)(Twilio())


def _field(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise Invalid(f"The request lacks {name}.", field=name, code="carrier_field_missing")
    return value


def _whole(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _caller(number: str) -> PhoneNumber | None:
    if number in _WITHHELD:
        return None
    try:
        return PhoneNumber(number)
    except Invalid:
        return None


def _markup(response: VoiceResponse | MessagingResponse) -> Markup:
    return Markup(content_type="text/xml; charset=utf-8", body=str(response))
