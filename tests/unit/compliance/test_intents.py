"""What is asked of the gate: each way to ask for a call says whom, how and what for."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.domain.calls import Direction, Line
from dialora.domain.phone import PhoneNumber

PERSON = PhoneNumber("+12125550123")
ASKED_FOR = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def to_reach(**more: object) -> CallIntent:
    return CallIntent.to_reach(
        account_id="acct_1",
        agent_id="agent_1",
        number_id="num_1",
        callee=PERSON,
        purpose=CallPurpose.TELEMARKETING,
        recording_wanted=True,
        **more,  # type: ignore[arg-type]
    )


def test_a_call_out_is_an_artificial_voice_by_telephone_unless_said_otherwise() -> None:
    intent = to_reach()
    assert (intent.direction, intent.line, intent.peer) == (Direction.OUTBOUND, Line.PHONE, PERSON)
    assert (intent.channel, intent.voice) == (Channel.VOICE, VoiceType.AI)
    assert (intent.account_id, intent.agent_id, intent.number_id) == ("acct_1", "agent_1", "num_1")
    assert (intent.purpose, intent.recording_wanted) == (CallPurpose.TELEMARKETING, True)
    assert intent.reply_to_inbound is False
    unsaid = ("written", "subject", "debt_id", "callback_requested_at", "campaign_id")
    assert [asdict(intent)[name] for name in unsaid] == [None] * 5


def test_all_that_is_said_of_a_call_out_is_asked() -> None:
    said = {
        "channel": Channel.SMS,
        "voice": VoiceType.HUMAN,
        "subject": "spring",
        "campaign_id": "cmp_1",
        "callback_requested_at": ASKED_FOR,
        "reply_to_inbound": True,
    }
    intent = to_reach(**said)
    assert {name: getattr(intent, name) for name in said} == said


def test_a_call_that_rings_here_is_answered_by_a_machine() -> None:
    intent = CallIntent.from_carrier(
        account_id="acct_1", agent_id="agent_1", number_id="num_1", caller=PERSON, recording_wanted=True
    )
    assert (intent.direction, intent.line, intent.purpose) == (
        Direction.INBOUND,
        Line.PHONE,
        CallPurpose.INBOUND,
    )
    assert (intent.channel, intent.voice) == (Channel.VOICE, VoiceType.AI)
    assert (intent.number_id, intent.peer, intent.recording_wanted) == ("num_1", PERSON, True)


def test_a_call_from_a_browser_has_no_number() -> None:
    intent = CallIntent.from_browser(account_id="acct_1", agent_id="agent_1", recording_wanted=False)
    assert (intent.direction, intent.line, intent.purpose) == (
        Direction.INBOUND,
        Line.BROWSER,
        CallPurpose.INBOUND,
    )
    assert (intent.channel, intent.voice) == (Channel.VOICE, VoiceType.AI)
    assert (intent.number_id, intent.peer, intent.recording_wanted) == (None, None, False)


def test_who_is_put_through_speaks_with_a_person_and_is_not_recorded() -> None:
    intent = CallIntent.to_person(
        account_id="acct_1", agent_id="agent_1", number_id="num_1", destination=PERSON
    )
    assert (intent.direction, intent.line, intent.purpose) == (
        Direction.OUTBOUND,
        Line.PHONE,
        CallPurpose.TRANSFER,
    )
    assert (intent.channel, intent.voice) == (Channel.VOICE, VoiceType.HUMAN)
    assert (intent.number_id, intent.peer, intent.recording_wanted) == ("num_1", PERSON, False)


@pytest.mark.parametrize(
    ("purpose", "direction", "reaches"),
    [
        (CallPurpose.INFORMATIONAL, Direction.OUTBOUND, True),
        (CallPurpose.TELEMARKETING, Direction.OUTBOUND, True),
        (CallPurpose.EMERGENCY, Direction.OUTBOUND, True),
        (CallPurpose.TRANSFER, Direction.OUTBOUND, False),
        (CallPurpose.INBOUND, Direction.OUTBOUND, False),
        (CallPurpose.TELEMARKETING, Direction.INBOUND, False),
        (CallPurpose.INBOUND, Direction.INBOUND, False),
    ],
)
def test_all_is_asked_about_somebody_who_did_not_call(
    purpose: CallPurpose, direction: Direction, reaches: bool
) -> None:
    assert replace(to_reach(), purpose=purpose, direction=direction).reaches_out is reaches
