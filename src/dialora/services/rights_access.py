"""Access: what is kept of a person, found anew by their number whenever somebody takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dialora.domain.errors import Conflict
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import PersonRequest, RequestKind, RequestState
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.rights_person import Found
from dialora.store.scope import Store

#: How long an archive can be taken away; afterwards it is asked for again.
OPEN_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """The ids of what an archive is made of."""

    number: PhoneNumber
    calls: tuple[str, ...]
    messages: tuple[str, ...]
    appointments: tuple[str, ...]
    contacts: tuple[str, ...]
    consents: tuple[str, ...]
    dnc_entries: tuple[str, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Nothing is copied before it is taken away: an archive that lies about could be lost, or forgotten."""

    store: Store
    clock: Clock
    ledger: Ledger

    async def ask(self, account_id: str, number: PhoneNumber, *, by: Author) -> PersonRequest:
        """Note that somebody wants what is kept of this person, and what that is."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            found = await scope.person.find(number)
            request = PersonRequest(
                id=new_id("preq"),
                account_id=account_id,
                kind=RequestKind.ACCESS,
                number_hash=found.number_hash,
                number=number,
                state=RequestState.DONE,
                counts=found.counts,
                restricted={},
                problem=None,
                size=None,
                asked_by=by.id,
                asked_by_name=by.name,
                asked_at=now,
                ended_at=now,
                expires_at=now + OPEN_FOR,
            )
            await scope.person_requests.add(request)
            said = {"by": by.id, "found": dict(request.counts)}
            head = await self.ledger.add(scope, kind="person_accessed", subject_id=request.id, said=said)
        await self.ledger.keep(head)
        return request

    async def take_away(self, account_id: str, request_id: str, *, by: str) -> Belongings:
        """What the archive of a request holds now; who took it is in the ledger before the first byte of it
        leaves. Raises NotFound, Conflict("archive_expired")."""
        async with self.store.account(account_id) as scope:
            request = await scope.person_requests.get(request_id)
            over = request.expires_at is None or request.expires_at <= self.clock.now()
            if request.kind is not RequestKind.ACCESS or request.number is None or over:
                raise Conflict("This archive is no longer there. Ask for it again.", code="archive_expired")
            found = await scope.person.find(request.number)
            head = await self.ledger.add(
                scope, kind="person_archive_taken", subject_id=request.id, said={"by": by}
            )
        await self.ledger.keep(head)
        return _belongings(found)

    async def get(self, account_id: str, request_id: str) -> PersonRequest:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.person_requests.get(request_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[PersonRequest]:
        """Requests of both kinds, newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.person_requests.page(limit=limit, starting_after=starting_after)


def _belongings(found: Found) -> Belongings:
    return Belongings(
        number=found.number,
        calls=tuple(found.calls),
        messages=found.messages,
        appointments=found.appointments,
        contacts=found.contacts,
        consents=found.consents,
        dnc_entries=found.dnc_entries,
        decisions=found.decisions,
    )
