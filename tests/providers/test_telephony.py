"""Every carrier of the catalogue keeps the same promises; messages are those of the vendor's documents."""

from __future__ import annotations

import base64
import json

import pytest
from twilio.request_validator import RequestValidator

from dialora.compliance.clearance import Clearance
from dialora.compliance.engine import decide
from dialora.compliance.intent import CallIntent
from dialora.domain.calls import CallStatus
from dialora.domain.errors import Forbidden, Invalid
from dialora.domain.phone import PhoneNumber
from dialora.ports.media import Audio, Digit, Ended, Played
from dialora.ports.telephony import StreamStarted
from dialora.providers.telephony import CARRIERS, twilio
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

TWILIO = CARRIERS[twilio.Twilio.name]

URL = "https://dialora.example.com/telephony/twilio/voice"
VOICE = {
    "AccountSid": "AC00000000000000000000000000000001",
    "CallSid": "CA00000000000000000000000000000001",
    "To": "+12125550100",
    "From": "+12025550123",
    "CallStatus": "ringing",
}


def _signature(url: str, form: dict[str, str], secret: str) -> dict[str, str]:
    return {"x-twilio-signature": RequestValidator(secret).compute_signature(url, form)}


@pytest.mark.parametrize("name", list(CARRIERS))
def test_a_request_without_a_signature_is_not_believed(name: str) -> None:
    assert not CARRIERS[name].verify(url=URL, form=VOICE, headers={}, secret="secret")


@pytest.mark.parametrize("name", list(CARRIERS))
def test_a_form_without_its_fields_is_invalid(name: str) -> None:
    for parse in (CARRIERS[name].parse_incoming, CARRIERS[name].parse_status, CARRIERS[name].account_of):
        with pytest.raises(Invalid):
            parse({})


@pytest.mark.parametrize("name", list(CARRIERS))
def test_what_is_said_is_escaped(name: str) -> None:
    body = CARRIERS[name].render_say('Tom & "Ann" <b>').body
    assert "<b>" not in body
    assert "Tom &amp;" in body


def test_twilio_signs_the_public_url_and_every_field() -> None:
    headers = _signature(URL, VOICE, "secret")
    assert TWILIO.verify(url=URL, form=VOICE, headers=headers, secret="secret")
    assert not TWILIO.verify(url=URL, form=VOICE, headers=headers, secret="another")
    assert not TWILIO.verify(url=URL + "x", form=VOICE, headers=headers, secret="secret")
    assert not TWILIO.verify(url=URL, form={**VOICE, "To": "+12125550199"}, headers=headers, secret="secret")


def test_twilio_may_add_parameters_unannounced() -> None:
    form = {**VOICE, "SomethingNew": "1", "StirVerstat": "TN-Validation-Passed-A"}
    incoming = TWILIO.parse_incoming(form)
    assert incoming.called == PhoneNumber("+12125550100")
    assert incoming.caller == PhoneNumber("+12025550123")
    assert incoming.attestation == "TN-Validation-Passed-A"


@pytest.mark.parametrize("withheld", ["+266696687", "anonymous", "", "+7378742833", "client:kiosk"])
def test_a_withheld_number_is_no_number(withheld: str) -> None:
    assert TWILIO.parse_incoming({**VOICE, "From": withheld}).caller is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("ringing", CallStatus.RINGING),
        ("in-progress", CallStatus.IN_PROGRESS),
        ("completed", CallStatus.COMPLETED),
        ("no-answer", CallStatus.NO_ANSWER),
        ("canceled", CallStatus.CANCELED),
        ("busy", CallStatus.BUSY),
        ("failed", CallStatus.FAILED),
    ],
)
def test_twilios_words_for_a_calls_state(word: str, status: CallStatus) -> None:
    report = TWILIO.parse_status({**VOICE, "CallStatus": word, "CallDuration": "12", "SequenceNumber": "3"})
    assert (report.status, report.duration_s, report.sequence) == (status, 12, 3)


def test_an_unknown_state_is_invalid() -> None:
    with pytest.raises(Invalid):
        TWILIO.parse_status({**VOICE, "CallStatus": "teleported"})


def test_the_answer_connects_the_stream_and_names_what_comes_after() -> None:
    body = TWILIO.render_stream(
        stream_url="wss://dialora.example.com/telephony/twilio/media",
        token="t0ken",
        action_url="https://dialora.example.com/telephony/twilio/action",
    ).body
    assert '<Connect action="https://dialora.example.com/telephony/twilio/action" method="POST">' in body
    assert '<Stream url="wss://dialora.example.com/telephony/twilio/media">' in body
    assert '<Parameter name="token" value="t0ken"' in body


def _start() -> str:
    return json.dumps(
        {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": "MZ01",
            "start": {
                "accountSid": "AC01",
                "streamSid": "MZ01",
                "callSid": "CA01",
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {"token": "t0ken"},
            },
        }
    )


def test_media_streams_messages_are_understood() -> None:
    codec = TWILIO.codec()
    assert codec.decode('{"event": "connected", "protocol": "Call", "version": "1.0.0"}') is None
    assert codec.decode(_start()) == StreamStarted(stream_id="MZ01", carrier_call_id="CA01", token="t0ken")
    payload = base64.b64encode(b"\xff\x7f\x00").decode()
    media = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": payload}
    message = {"event": "media", "sequenceNumber": "2", "streamSid": "MZ01", "media": media}
    assert codec.decode(json.dumps(message)) == Audio(b"\xff\x7f\x00")
    assert codec.decode('{"event":"mark","streamSid":"MZ01","mark":{"name":"m1"}}') == Played("m1")
    assert codec.decode(
        '{"event":"dtmf","streamSid":"MZ01","dtmf":{"track":"inbound_track","digit":"9"}}'
    ) == (Digit("9"))
    assert codec.decode('{"event":"stop","streamSid":"MZ01","stop":{"callSid":"CA01"}}') == Ended()


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"event": 5}', '{"event":"media","media":{"payload":"@@"}}', "null"]
)
def test_a_broken_message_is_invalid_and_nothing_worse(broken: str) -> None:
    with pytest.raises(Invalid):
        TWILIO.codec().decode(broken)


def test_what_is_sent_carries_the_streams_id() -> None:
    codec = TWILIO.codec()
    codec.decode(_start())
    assert json.loads(codec.encode_audio(b"\xff\xfe")) == {
        "event": "media",
        "streamSid": "MZ01",
        "media": {"payload": "//4="},
    }
    assert json.loads(codec.encode_mark("m7")) == {
        "event": "mark",
        "streamSid": "MZ01",
        "mark": {"name": "m7"},
    }
    assert json.loads(codec.encode_clear()) == {"event": "clear", "streamSid": "MZ01"}


def _clearance(intent: CallIntent) -> Clearance:
    decision = decide(intent, FACTS, RULEBOOK)
    return Clearance(
        account_id=intent.account_id, decision_id="dec_1", decision=decision, intent=intent, at=FACTS.at
    )


@pytest.mark.parametrize("name", list(CARRIERS))
def test_only_the_one_who_was_cleared_is_rung(name: str) -> None:
    person = PhoneNumber("+12125550199")
    intent = CallIntent.to_person(account_id="acct_1", agent_id="agent_1", number_id=None, destination=person)
    dialled = CARRIERS[name].render_dial(
        _clearance(intent), caller_id=PhoneNumber("+12125550100"), ring_s=25, action_url=URL, first_say="<b>"
    )
    assert str(person) in dialled.body
    assert "<b>" not in dialled.body
    with pytest.raises(Forbidden):
        CARRIERS[name].render_dial(
            _clearance(INTENT), caller_id=PhoneNumber("+12125550100"), ring_s=25, action_url=URL
        )


@pytest.mark.parametrize("name", list(CARRIERS))
def test_a_report_without_its_word_is_invalid(name: str) -> None:
    with pytest.raises(Invalid):
        CARRIERS[name].parse_dialled({"CallSid": "CA01"})
