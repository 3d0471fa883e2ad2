"""What somebody wants to do: the call or text that the gate is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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


#: Purposes for which we start to talk to somebody who did not call.
OUTREACH = frozenset({CallPurpose.INFORMATIONAL, CallPurpose.TELEMARKETING, CallPurpose.EMERGENCY})


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
    #: What was to be called, where it is no number in E.164 form ("911"): then there is no `peer`.
    written: str | None = None
    #: What the call is about, as caps by subject count it; None: there is one subject only.
    subject: str | None = None
    #: The debt it is about.
    debt_id: str | None = None
    #: When the person asked to be called.
    callback_requested_at: datetime | None = None
    #: A text that answers a text.
    reply_to_inbound: bool = False
    #: The campaign it belongs to.
    campaign_id: str | None = None

    @property
    def reaches_out(self) -> bool:
        """Whether all that is known of the other party must be asked for."""
        return self.direction is Direction.OUTBOUND and self.purpose in OUTREACH

    @classmethod
    def to_reach(
        cls,
        *,
        account_id: str,
        agent_id: str | None,
        number_id: str,
        callee: PhoneNumber,
        purpose: CallPurpose,
        recording_wanted: bool,
        channel: Channel = Channel.VOICE,
        voice: VoiceType = VoiceType.AI,
        subject: str | None = None,
        campaign_id: str | None = None,
        callback_requested_at: datetime | None = None,
        reply_to_inbound: bool = False,
    ) -> CallIntent:
        """Our number calls or texts somebody."""
        return cls(
            account_id=account_id,
            agent_id=agent_id,
            direction=Direction.OUTBOUND,
            channel=channel,
            voice=voice,
            line=Line.PHONE,
            purpose=purpose,
            number_id=number_id,
            peer=callee,
            recording_wanted=recording_wanted,
            subject=subject,
            campaign_id=campaign_id,
            callback_requested_at=callback_requested_at,
            reply_to_inbound=reply_to_inbound,
        )

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
