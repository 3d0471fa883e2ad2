"""/v1/decisions: what the gate decided, why, and on what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dialora.compliance.decision import Decision, Verdict
from dialora.compliance.intent import CallPurpose, Channel, VoiceType
from dialora.domain.phone import PhoneNumber
from dialora.services.decisions import Decided
from dialora.services.explanation import NOT_ADVICE, Explanation
from dialora.services.foresight import Foreseen, Thought
from dialora.web.api.call_filter import near
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/decisions", tags=["Decisions"])

#: No control characters: what calls are counted by is text.
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
#: E.164.
_NUMBER = r"^\+[1-9]\d{6,14}$"


class FindingOut(BaseModel):
    """What one rule said."""

    gate: str
    rule: str
    reason: str | None = Field(description="The reason code where it denies.")
    conditions: list[str]
    why: str
    source: str = Field(description="The law or table it rests on.")


class FactOut(BaseModel):
    name: str
    value: str


class ReasonedOut(BaseModel):
    """Whether a call might be made, answered or recorded, under which conditions, and why."""

    decision: Verdict
    reason: str = Field(description='"OK", "OK_EMERGENCY", or the code of the first gate that failed.')
    all_reasons: list[str]
    conditions: list[str]
    next_allowed_at: datetime | None = Field(description="Set only where time alone would allow it.")
    sentence: str = Field(description="The decision in a sentence, for an owner.")
    findings: list[FindingOut]
    facts: list[FactOut] = Field(description="Empty once what was decided on had to be erased.")
    remedy: str | None = Field(description="What would have to change.")
    rulebook_version: str
    input_hash: str = Field(description="SHA-256 of what was decided on.")
    created_at: datetime


class DecisionOut(ReasonedOut):
    """A decision of the gate, as it stands in the ledger."""

    id: str = Field(examples=["dec_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["decision"] = "decision"
    purpose: str | None = Field(
        description="What the call was for; null where that was not written down.", examples=["telemarketing"]
    )

    @classmethod
    def of(cls, decided: Decided) -> DecisionOut:
        return cls(
            id=decided.id,
            purpose=decided.purpose,
            **_reasoned(decided.decision, decided.explanation, decided.at),
        )


class CheckOut(ReasonedOut):
    """What would be decided now. Nobody is called, and nothing is stored."""

    object: Literal["decision_check"] = "decision_check"

    @classmethod
    def of(cls, foreseen: Foreseen) -> CheckOut:
        return cls(**_reasoned(foreseen.decision, foreseen.explanation, foreseen.at))


class PurposeIn(StrEnum):
    """The strictest that is true: a reminder that also sells is telemarketing."""

    INFORMATIONAL = "informational"
    TELEMARKETING = "telemarketing"
    EMERGENCY = "emergency"


class CheckIn(BaseModel):
    """A call or text that nobody makes."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(description="E.164.", examples=["+12125550147"], pattern=_NUMBER)
    purpose: PurposeIn
    agent_id: str | None = Field(
        default=None, max_length=64, description="Whose call it would be; any of the account's where absent."
    )
    channel: Channel = Channel.VOICE
    voice: VoiceType = Field(default=VoiceType.AI, description="Who would speak.")
    subject: str | None = Field(
        default=None,
        max_length=80,
        pattern=_PLAIN,
        description="Your own word for the matter: some limits on calls to one person count by it.",
    )
    recording_wanted: bool = True
    callback_requested_at: AwareDatetime | None = Field(
        default=None, description="When the person asked to be called."
    )
    reply_to_inbound: bool = Field(default=False, description="The text would answer a text.")


def _reasoned(decision: Decision, told: Explanation, at: datetime) -> dict[str, Any]:
    """The fields that both kinds share, for the models above to check."""
    findings = [
        FindingOut(
            gate=finding.gate,
            rule=finding.rule,
            reason=finding.reason,
            conditions=list(finding.conditions),
            why=finding.why,
            source=finding.source,
        )
        for finding in decision.findings
    ]
    return {
        "decision": decision.decision,
        "reason": decision.reason,
        "all_reasons": list(decision.all_reasons),
        "conditions": list(decision.conditions),
        "next_allowed_at": decision.next_allowed_at,
        "sentence": told.sentence,
        "findings": findings,
        "facts": [FactOut(name=fact.name, value=fact.value) for fact in told.facts],
        "remedy": told.remedy,
        "rulebook_version": decision.rulebook_version,
        "input_hash": decision.input_hash,
        "created_at": at,
    }


@router.get("", summary="List decisions")
async def list_decisions(
    services: Wired,
    program: Program,
    cursor: Paged,
    decision: Annotated[Verdict | None, Query(description="Only those of this verdict.")] = None,
    reason: Annotated[
        str | None, Query(pattern=r"^[A-Z0-9_]{1,64}$", description="Only those whose first reason is this.")
    ] = None,
    purpose: Annotated[
        CallPurpose | None, Query(description="Only those on calls that were for this.")
    ] = None,
    number: Annotated[
        str | None,
        Query(
            pattern=_NUMBER,
            description="Only those on calls from or to this number. E.164.",
            examples=["+12125550147"],
        ),
    ] = None,
    created_from: Annotated[AwareDatetime | None, Query()] = None,
    created_before: Annotated[AwareDatetime | None, Query()] = None,
) -> ListOf[DecisionOut]:
    page = await services.decisions.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        decision=decision.value if decision else None,
        reason=reason,
        purpose=purpose.value if purpose else None,
        number=PhoneNumber(number) if number else None,
        since=near(created_from, "created_from"),
        until=near(created_before, "created_before"),
    )
    return ListOf(data=[DecisionOut.of(decided) for decided in page.items], has_more=page.has_more)


@router.post(
    "/check",
    summary="Check a call without making it",
    description="What would be decided now on the account's own facts: its consents, lists, numbers and"
    " earlier attempts. Nobody is called, nothing is stored, and a call made later is decided on anew. "
    + NOT_ADVICE,
    responses=problems(404),
)
async def check_decision(asked: CheckIn, services: Wired, program: Program) -> CheckOut:
    thought = Thought(
        account_id=program.account_id,
        callee=PhoneNumber(asked.to),
        purpose=CallPurpose(asked.purpose.value),
        agent_id=asked.agent_id,
        channel=asked.channel,
        voice=asked.voice,
        subject=asked.subject,
        recording_wanted=asked.recording_wanted,
        callback_requested_at=near(asked.callback_requested_at, "callback_requested_at"),
        reply_to_inbound=asked.reply_to_inbound,
    )
    return CheckOut.of(await services.foresight.check(thought))


@router.get("/{decision_id}", summary="Get a decision", responses=problems(404))
async def get_decision(decision_id: str, services: Wired, program: Program) -> DecisionOut:
    return DecisionOut.of(await services.decisions.get(program.account_id, decision_id))
