"""/v1/retention: how long things are kept, and what the nights deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.rights import LEAST_RECORD_DAYS, MOST_DAYS, PurgeReport, Retention
from dialora.services.rights_retention import Kept
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired

router = APIRouter(prefix="/retention", tags=["A person's rights"])


class DaysOut(BaseModel):
    """For how many days each kind of thing is kept."""

    audio_days: int | None
    transcript_days: int | None
    message_days: int | None = Field(description="Messages, notes, tags, and names of appointments.")
    record_days: int | None = Field(description="Proof: decisions, consents, do-not-call entries.")

    @classmethod
    def of(cls, retention: Retention) -> DaysOut:
        return cls(
            audio_days=retention.audio_days,
            transcript_days=retention.transcript_days,
            message_days=retention.message_days,
            record_days=retention.record_days,
        )


class RetentionOut(BaseModel):
    """What the account has set, and what holds."""

    object: Literal["retention"] = "retention"
    own: DaysOut = Field(description="Null: as the installation says.")
    holds: DaysOut

    @classmethod
    def of(cls, kept: Kept) -> RetentionOut:
        return cls(own=DaysOut.of(kept.own), holds=DaysOut.of(kept.holds))


class RetentionChange(BaseModel):
    """What is not named stays; null goes back to what the installation says."""

    model_config = ConfigDict(extra="forbid")

    audio_days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    transcript_days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    message_days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    record_days: int | None = Field(default=None, ge=LEAST_RECORD_DAYS, le=MOST_DAYS)


class PurgeReportOut(BaseModel):
    """What one night deleted."""

    id: str = Field(examples=["purge_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["purge_report"] = "purge_report"
    began_at: datetime
    ended_at: datetime
    days: DaysOut
    deleted: dict[str, int] = Field(description="Things by kind.")
    held: dict[str, int] = Field(description="Things that were due, and stay under a legal hold.")

    @classmethod
    def of(cls, report: PurgeReport) -> PurgeReportOut:
        return cls(
            id=report.id,
            began_at=report.began_at,
            ended_at=report.ended_at,
            days=DaysOut.of(report.retention),
            deleted=dict(report.deleted),
            held=dict(report.held),
        )


@router.get("", summary="Get how long things are kept")
async def get_retention(services: Wired, program: Program) -> RetentionOut:
    return RetentionOut.of(await services.rights.retention.of(program.account_id))


@router.patch("", summary="Change how long things are kept", description="From the next night on.")
async def change_retention(
    services: Wired, program: Program, asked: RetentionChange | None = None
) -> RetentionOut:
    days = (asked or RetentionChange()).model_dump(exclude_unset=True)
    kept = await services.rights.retention.change(program.account_id, days, by=author_of(program).id)
    return RetentionOut.of(kept)


@router.get("/purges", summary="List what the nights deleted")
async def list_purges(services: Wired, program: Program, cursor: Paged) -> ListOf[PurgeReportOut]:
    page = await services.rights.purge.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[PurgeReportOut.of(each) for each in page.items], has_more=page.has_more)
