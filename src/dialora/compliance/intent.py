"""What somebody wants to do: the call or text that the gate is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialora.domain.calls import Direction, Line
from dialora.domain.phone import PhoneNumber


class Channel(StrEnum):
    VOICE = "voice"
    SMS = "sms"


class VoiceType(StrEnum):
    """Who speaks. Generated speech is "artificial" in law (FCC 24-17)."""

    AI = "ai"
    HUMAN = "human"


class CallPurpose(StrEnum):
    """The strictest purpose that is true of the call: a reminder that also sells is telemarketing."""

    INFORMATIONAL = "informational"
    TELEMARKETING = "telemarketing"
    EMERGENCY = "emergency"
    INBOUND = "inbound"
    #: A caller who is there is put through to a person of the business.
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIntent:
    """One call or text as it is asked for, before anything is known about it."""

    account_id: str
    #: The agent that would speak; None where a case names none.
    agent_id: str | None
    direction: Direction
    channel: Channel
    voice: VoiceType
    line: Line
    purpose: CallPurpose
    #: Our number's row; None in a browser.
    number_id: str | None
    #: The other party; None where withheld or in a browser.
    peer: PhoneNumber | None
    recording_wanted: bool

    @classmethod
    def from_carrier(
        cls,
        *,
        account_id: str,
        agent_id: str,
        number_id: str,
        caller: PhoneNumber | None,
        recording_wanted: bool,
    ) -> CallIntent:
        """A call that rings on one of our numbers."""
        return cls(
            account_id=account_id,
            agent_id=agent_id,
            direction=Direction.INBOUND,
            channel=Channel.VOICE,
            voice=VoiceType.AI,
            line=Line.PHONE,
            purpose=CallPurpose.INBOUND,
            number_id=number_id,
            peer=caller,
            recording_wanted=recording_wanted,
        )

    @classmethod
    def to_person(
        cls, *, account_id: str, agent_id: str, number_id: str | None, destination: PhoneNumber
    ) -> CallIntent:
        """A caller is put through: our number calls a person, the two speak, and we hear nothing of it."""
        return cls(
            account_id=account_id,
            agent_id=agent_id,
            direction=Direction.OUTBOUND,
            channel=Channel.VOICE,
            voice=VoiceType.HUMAN,
            line=Line.PHONE,
            purpose=CallPurpose.TRANSFER,
            number_id=number_id,
            peer=destination,
            recording_wanted=False,
        )

    @classmethod
    def from_browser(cls, *, account_id: str, agent_id: str, recording_wanted: bool) -> CallIntent:
        """A call from a browser: there is no number, and nobody knows where the caller is."""
        return cls(
            account_id=account_id,
            agent_id=agent_id,
            direction=Direction.INBOUND,
            channel=Channel.VOICE,
            voice=VoiceType.AI,
            line=Line.BROWSER,
            purpose=CallPurpose.INBOUND,
            number_id=None,
            peer=None,
            recording_wanted=recording_wanted,
        )
