"""/v1/consents: who agreed to be called or texted, and how that is proved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dialora.domain.consents import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_EVIDENCE,
    Consent,
    ConsentChannel,
    ConsentFilter,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Exhibit,
    Grant,
    Signature,
)
from dialora.domain.do_not_call import StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.revocations import Stop
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/consents", tags=["Consents"])


class ExhibitOut(BaseModel):
    """A file that proves it: get it at /v1/consent-evidence."""

    id: str = Field(examples=["evid_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    sha256: str
    media_type: str

    @classmethod
    def of(cls, exhibit: Exhibit) -> ExhibitOut:
        return cls(id=exhibit.id, sha256=exhibit.sha256, media_type=exhibit.media_type)


class ConsentOut(BaseModel):
    """A consent on record. It is never changed; `revoked_at` is told by a record of its own."""

    id: str = Field(examples=["cons_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["consent"] = "consent"
    number: str | None = Field(description="E.164; null once it had to be forgotten.")
    name: str
    level: ConsentLevel
    purpose: ConsentPurpose
    channels: list[ConsentChannel]
    seller: str = Field(description="The business that may call.")
    way: ConsentWay = Field(description="How it came to us.")
    authorizes_artificial_voice: bool
    not_condition_of_purchase: bool
    consumer_initiated: bool = Field(description="The person asked to be called.")
    signature: Signature | None
    disclosure_text: str = Field(description="The request as it was shown or read out.")
    disclosure_version: str | None
    disclosure_sha256: str | None
    words: str = Field(description="What the person answered.")
    evidence: list[ExhibitOut]
    evidence_complete: bool = Field(description="Nothing is missing that 16 CFR 310.5 asks to be kept.")
    missing: list[str] = Field(description="What is missing, if anything.")
    ip: str | None
    user_agent: str | None
    call_id: str | None
    recorded_by: str = Field(description="A member, an API key, or what recorded it.")
    obtained_at: datetime
    recorded_at: datetime
    revoked_at: datetime | None
    revoked_via: str | None

    @classmethod
    def of(cls, consent: Consent) -> ConsentOut:
        return cls(
            id=consent.id,
            number=consent.number.e164 if consent.number else None,
            name=consent.name,
            level=consent.level,
            purpose=consent.purpose,
            channels=list(consent.channels),
            seller=consent.seller,
            way=consent.way,
            authorizes_artificial_voice=consent.authorizes_artificial_voice,
            not_condition_of_purchase=consent.not_condition_of_purchase,
            consumer_initiated=consent.consumer_initiated,
            signature=consent.signature,
            disclosure_text=consent.disclosure_text,
            disclosure_version=consent.disclosure_version,
            disclosure_sha256=consent.disclosure_sha256,
            words=consent.words,
            evidence=[ExhibitOut.of(each) for each in consent.evidence],
            evidence_complete=consent.evidence_complete,
            missing=list(consent.missing),
            ip=consent.ip,
            user_agent=consent.user_agent,
            call_id=consent.call_id,
            recorded_by=consent.recorded_by,
            obtained_at=consent.obtained_at,
            recorded_at=consent.recorded_at,
            revoked_at=consent.revoked_at,
            revoked_via=consent.withdrawal.via if consent.withdrawal else None,
        )


class NewConsent(BaseModel):
    """A consent that your business was given. Upload what proves it first."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(max_length=20, description="E.164.", examples=["+12125550150"])
    name: str = Field(default="", max_length=LONGEST_NAME)
    level: ConsentLevel
    purpose: ConsentPurpose
    channels: list[ConsentChannel] = Field(min_length=1, max_length=2)
    obtained_at: AwareDatetime = Field(
        description="When the person agreed, with its zone; not in the future."
    )
    seller: str | None = Field(
        default=None, max_length=LONGEST_NAME, description="Who may call; absent: the account's legal name."
    )
    authorizes_artificial_voice: bool = False
    not_condition_of_purchase: bool = False
    consumer_initiated: bool = Field(
        default=False, description="The person asked for it: needed once they have said stop."
    )
    signature: Signature | None = None
    disclosure_text: str = Field(default="", max_length=LONGEST_TEXT)
    disclosure_version: str | None = Field(default=None, max_length=LONGEST_NAME)
    words: str = Field(default="", max_length=LONGEST_TEXT)
    evidence: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=MOST_EVIDENCE, description="Ids or SHA-256 of uploaded files."
    )
    ip: str | None = Field(default=None, max_length=LONGEST_NAME)
    user_agent: str | None = Field(default=None, max_length=LONGEST_NAME * 5)

    def grant(self) -> Grant:
        """Raises Invalid where the number is none."""
        return Grant(
            number=PhoneNumber(self.number),
            name=self.name,
            level=self.level,
            purpose=self.purpose,
            channels=tuple(self.channels),
            obtained_at=self.obtained_at,
            way=ConsentWay.API,
            seller=self.seller,
            authorizes_artificial_voice=self.authorizes_artificial_voice,
            not_condition_of_purchase=self.not_condition_of_purchase,
            consumer_initiated=self.consumer_initiated,
            signature=self.signature,
            disclosure_text=self.disclosure_text,
            disclosure_version=self.disclosure_version,
            words=self.words,
            evidence_ids=tuple(self.evidence),
            ip=self.ip,
            user_agent=self.user_agent,
        )


class SpokenConsent(BaseModel):
    """A consent that somebody gave in a call of theirs, between two moments of it."""

    model_config = ConfigDict(extra="forbid")

    call_id: str = Field(max_length=64)
    start_ms: int = Field(ge=0, le=86_400_000, description="Where the reading out begins.")
    end_ms: int = Field(ge=1, le=86_400_000, description="Where the answer ends.")
    disclosure_text: str = Field(max_length=LONGEST_TEXT, description="What was read out.")
    words: str = Field(max_length=LONGEST_TEXT, description="What the caller answered.")
    purpose: ConsentPurpose
    channels: list[ConsentChannel] = Field(min_length=1, max_length=2)
    name: str = Field(default="", max_length=LONGEST_NAME)


class Revoke(BaseModel):
    """How far somebody takes their consent back."""

    model_config = ConfigDict(extra="forbid")

    scope: Literal["all", "consent"] = Field(
        default="all", description="All calls and texts, or only what this consent allowed."
    )


@router.get("", summary="List consents")
async def list_consents(
    services: Wired,
    program: Program,
    cursor: Paged,
    number: Annotated[str | None, Query(max_length=20, description="Only of this number, E.164.")] = None,
    purpose: ConsentPurpose | None = None,
    way: ConsentWay | None = None,
    revoked: Annotated[bool | None, Query(description="Only withdrawn ones, or only others.")] = None,
) -> ListOf[ConsentOut]:
    wanted = ConsentFilter(
        number=PhoneNumber(number) if number is not None else None, purpose=purpose, way=way, revoked=revoked
    )
    page = await services.consenting.consents.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after, wanted=wanted
    )
    return ListOf(data=[ConsentOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Record a consent",
    description="It goes into the chain of the account's ledger, and is never changed.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": ConsentOut, "description": "Recorded."}, **problems(404, 409)},
)
async def record_consent(
    asked: NewConsent, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def record() -> ConsentOut:
        consent = await services.consenting.consents.record(
            program.account_id, asked.grant(), by=program.key_id
        )
        return ConsentOut.of(consent)

    return await once(request, services, program, key, asked, record)


@router.post(
    "/spoken",
    summary="Record a consent that was spoken in a call",
    description="The excerpt of the recording is kept as evidence, where the recording may be kept. It counts"
    " as written and signed by voice where everything was read out that written consent must say.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": ConsentOut, "description": "Recorded."}, **problems(404, 409)},
)
async def record_spoken_consent(
    asked: SpokenConsent, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def record() -> ConsentOut:
        consent = await services.consenting.spoken.record_spoken(
            program.account_id,
            asked.call_id,
            start_ms=asked.start_ms,
            end_ms=asked.end_ms,
            disclosure_text=asked.disclosure_text,
            words=asked.words,
            purpose=asked.purpose,
            channels=tuple(asked.channels),
            name=asked.name,
            by=program.key_id,
        )
        return ConsentOut.of(consent)

    return await once(request, services, program, key, asked, record)


_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Lines of JSON.",
        "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/export",
    summary="Export the consents with their chain",
    description="Lines of JSON with the whole chain of the ledger and every consent in it. Check them"
    " anywhere, without us: `python verify_export.py FILE` names the first row that is not right.",
    response_class=Response,
    responses={**_EXPORT},
)
async def export_consents(services: Wired, program: Program) -> StreamingResponse:
    lines = services.consenting.audit.export(program.account_id)

    async def text() -> AsyncIterator[str]:
        async for line in lines:
            yield line + "\n"

    return StreamingResponse(
        text(),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="consents.jsonl"'},
    )


@router.get("/{consent_id}", summary="Get a consent", responses=problems(404))
async def get_consent(consent_id: str, services: Wired, program: Program) -> ConsentOut:
    return ConsentOut.of(await services.consenting.consents.get(program.account_id, consent_id))


@router.post(
    "/{consent_id}/revoke",
    summary="Withdraw a consent",
    description="From now on; twice changes nothing. Whoever takes consent back wants no call, unless they"
    " clearly say otherwise: the number is put on the do-not-call list, and what was underway to it is taken"
    " back. With scope `consent` this one alone ends.",
    responses=problems(404),
)
async def revoke_consent(
    consent_id: str, services: Wired, program: Program, asked: Revoke | None = None
) -> ConsentOut:
    consent = await services.consenting.consents.get(program.account_id, consent_id)
    everything = asked is None or asked.scope == "all"
    if everything and consent.number is not None and consent.revoked_at is None:
        stop = Stop(via=StopVia.API, by=author_of(program))
        await services.suppression.revocations.stop(program.account_id, consent.number, stop)
    consent = await services.consenting.consents.withdraw(
        program.account_id, consent_id, via="api", by=program.key_id
    )
    return ConsentOut.of(consent)
