"""A row in every table about the rights of people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dialora.domain.appointments import Revocation
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import (
    HoldScope,
    LegalHold,
    PersonRequest,
    PurgeReport,
    RequestKind,
    RequestState,
    Retention,
)
from dialora.store.ids import new_id
from dialora.store.restricted import RestrictedPerson, RestrictedRecord
from dialora.store.rights_person import Found
from dialora.store.scope import AccountScope, Store
from worlds import KEYRING, NOW, Tenancy

FORGOTTEN = PhoneNumber("+12125550150")
RECORD = RestrictedRecord(kind="call", subject_id="call_of_the_forgotten", said='{"peer":"+12125550150"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRows:
    """One of everything about rights."""

    number_hash: bytes
    request: PersonRequest
    hold: LegalHold
    report: PurgeReport

    async def add(self, scope: AccountScope) -> None:
        await scope.person_requests.add(self.request)
        await scope.legal_holds.add(self.hold)
        await scope.retention.put(Retention(audio_days=7))
        await scope.purge_reports.add(self.report)
        await scope.restricted.add(self.number_hash, [RECORD], at=NOW, keep_until=NOW + timedelta(days=9))


def rights_rows(store: Store, tenancy: Tenancy) -> RightsRows:
    """Not yet stored."""
    account_id, owner = tenancy.account.id, tenancy.owner
    number_hash = store.keyring.number_hash(FORGOTTEN)
    return RightsRows(
        number_hash=number_hash,
        request=PersonRequest(
            id=new_id("preq"),
            account_id=account_id,
            kind=RequestKind.ACCESS,
            number_hash=number_hash,
            number=FORGOTTEN,
            state=RequestState.DONE,
            counts={"calls": 1},
            restricted={},
            problem=None,
            size=1_000,
            asked_by=owner.id,
            asked_by_name=owner.name,
            asked_at=NOW,
            ended_at=NOW,
            expires_at=NOW,
        ),
        hold=LegalHold(
            id=new_id("hold"),
            account_id=account_id,
            scope=HoldScope.PERSON,
            number_hash=number_hash,
            number=FORGOTTEN,
            call_id=None,
            reason="A lawsuit about an invoice",
            placed_by=owner.id,
            placed_by_name=owner.name,
            placed_at=NOW,
        ),
        report=PurgeReport(
            id=new_id("purge"),
            account_id=account_id,
            began_at=NOW,
            ended_at=NOW,
            retention=Retention(audio_days=30),
            deleted={"recordings": 2},
            held={},
        ),
    )


def found_of(call_id: str, revocation: Revocation, **ids: tuple[str, ...]) -> Found:
    """What would be forgotten, by the ids of somebody's rows."""
    nothing: dict[str, Any] = dict.fromkeys(
        (
            *("attempts", "messages", "appointments", "contacts", "consents", "dnc_entries"),
            *("sms_choices", "decisions", "events"),
        ),
        (),
    )
    return Found(
        number=FORGOTTEN,
        number_hash=revocation.number_hash,
        calls={call_id: NOW - timedelta(days=400)},
        revocations=(revocation.id,),
        **dict.fromkeys(("turns", "notes", "tags", "notices", "share_links"), 1),
        **nothing | ids,
        underway=False,
        last_at=NOW,
        names=frozenset(),
    )


def found_in(theirs: Any) -> Found:
    return found_of(
        theirs.call.id,
        theirs.revocation,
        attempts=(theirs.placing.id,),
        messages=(theirs.message.id,),
        appointments=(theirs.appointment.id,),
        consents=(theirs.consenting.consent.id,),
        dnc_entries=(theirs.dnc_entry.id,),
        decisions=(theirs.decision.id,),
        events=(theirs.event.id,),
    )


async def _foreign_records(people: Any, theirs: Any) -> object:
    """Their person, opened with a seal that would fit."""
    person = RestrictedPerson(
        id=new_id("rper"),
        account_id=theirs.account_id,
        number_hash=theirs.rights.number_hash,
        restricted_at=NOW,
        keep_until=NOW,
    )
    key = KEYRING.new_person_key(theirs.account_id, person.id)
    return await people.records(person, KEYRING.person_seal(theirs.account_id, person.id, key))


_LATER = NOW + timedelta(days=9_999)

#: How to reach for another account's rows with each method about rights.
RIGHTS_CROSSINGS: dict[str, Callable[[Any, Any], Awaitable[object]]] = {
    "forgetting.end_share_links": lambda it, theirs: it.end_share_links(found_in(theirs), NOW),
    "forgetting.evidence_of_nobody_else": lambda it, theirs: it.evidence_of_nobody_else(found_in(theirs)),
    "forgetting.forget": lambda it, theirs: it.forget(found_in(theirs)),
    "forgetting.kept_by_law": lambda it, theirs: it.kept_by_law(found_in(theirs)),
    "forgetting.forget_requests": lambda it, theirs: it.forget_requests(
        theirs.rights.number_hash, but=theirs.rights.request.id
    ),
    "forgetting.restrict_evidence": lambda it, theirs: it.restrict_evidence(
        [theirs.consenting.evidence.id], NOW
    ),
    "idempotency_keys.forget_telling": lambda keys, theirs: keys.forget_telling(lambda text: True),
    "due.calls_with": lambda due, theirs: due.calls_with([FORGOTTEN]),
    "due.consents": lambda due, theirs: due.consents(_LATER, ()),
    "due.decisions": lambda due, theirs: due.decisions(_LATER, ()),
    "due.messages": lambda due, theirs: due.messages(_LATER, (), ()),
    "due.names": lambda due, theirs: due.names(_LATER, (), ()),
    "due.sound_gone": lambda due, theirs: due.sound_gone([theirs.call.id]),
    "due.sounds": lambda due, theirs: due.sounds(_LATER, most=9, held=()),
    "due.stops": lambda due, theirs: due.stops(_LATER, ()),
    "due.words": lambda due, theirs: due.words(_LATER, most=9, held=()),
    "due.words_held": lambda due, theirs: due.words_held(_LATER, None),
    "legal_holds.on_person": lambda holds, theirs: holds.on_person(FORGOTTEN, (theirs.call.id,)),
    "legal_holds.release": lambda holds, theirs: holds.release(theirs.rights.hold),
    "person.find": lambda person, theirs: person.find(FORGOTTEN),
    "person_requests.of_number": lambda requests, theirs: requests.of_number(FORGOTTEN),
    "purge_reports.forget_before": lambda reports, theirs: reports.forget_before(NOW + timedelta(days=1)),
    "restricted.add": lambda people, theirs: people.add(
        theirs.rights.number_hash, [RECORD], at=NOW, keep_until=NOW
    ),
    "restricted.destroy_due": lambda people, theirs: people.destroy_due(NOW + timedelta(days=99)),
    "restricted.of_number": lambda people, theirs: people.of_number(FORGOTTEN),
    "restricted.records": lambda people, theirs: _foreign_records(people, theirs),
}
#: Found by a number or a moment that both share: ours are shown.
RIGHTS_OF_BOTH = {
    "due.calls_with",
    "due.consents",
    "due.decisions",
    "due.messages",
    "due.names",
    "due.sounds",
    "due.stops",
    "due.words",
    "due.words_held",
    "forgetting.forget_requests",
    "legal_holds.on_person",
    "person.find",
    "person_requests.of_number",
    "restricted.add",
    "restricted.destroy_due",
    "restricted.of_number",
}
