"""/v1/decisions: what the gate decided, why, and on what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dialora.compliance.decision import Verdict
from dialora.services.decisions import Decided
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/decisions", tags=["Decisions"])


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


class DecisionOut(BaseModel):
    """Whether a call might be made, answered or recorded, and under which conditions."""

    id: str = Field(examples=["dec_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["decision"] = "decision"
    decision: Verdict
    reason: str = Field(description='"OK", or the code of the first gate that failed.')
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

    @classmethod
    def of(cls, decided: Decided) -> DecisionOut:
        decision, told = decided.decision, decided.explanation
        return cls(
            id=decided.id,
            decision=decision.decision,
            reason=decision.reason,
            all_reasons=list(decision.all_reasons),
            conditions=list(decision.conditions),
            next_allowed_at=decision.next_allowed_at,
            sentence=told.sentence,
            findings=[
                FindingOut(
                    gate=finding.gate,
                    rule=finding.rule,
                    reason=finding.reason,
                    conditions=list(finding.conditions),
                    why=finding.why,
                    source=finding.source,
                )
                for finding in decision.findings
            ],
            facts=[FactOut(name=fact.name, value=fact.value) for fact in told.facts],
            remedy=told.remedy,
            rulebook_version=decision.rulebook_version,
            input_hash=decision.input_hash,
            created_at=decided.at,
        )


@router.get("", summary="List decisions")
async def list_decisions(
    services: Wired,
    program: Program,
    cursor: Paged,
    decision: Annotated[Verdict | None, Query(description="Only those of this verdict.")] = None,
) -> ListOf[DecisionOut]:
    page = await services.decisions.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        decision=decision.value if decision else None,
    )
    return ListOf(data=[DecisionOut.of(decided) for decided in page.items], has_more=page.has_more)


@router.get("/{decision_id}", summary="Get a decision", responses=problems(404))
async def get_decision(decision_id: str, services: Wired, program: Program) -> DecisionOut:
    return DecisionOut.of(await services.decisions.get(program.account_id, decision_id))
