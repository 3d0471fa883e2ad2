"""Legal holds: what must not be deleted, by whose word and why, until somebody releases it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.domain.errors import Conflict, Invalid
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import HoldScope, LegalHold, hold_reason
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.rights import MOST_HOLDS
from dialora.store.scope import AccountScope, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    store: Store
    clock: Clock
    ledger: Ledger

    async def place(
        self,
        account_id: str,
        *,
        reason: str,
        by: Author,
        number: PhoneNumber | None = None,
        call_id: str | None = None,
    ) -> LegalHold:
        """Hold everything of a person, of a call, or, where neither is named, of the account. Raises
        Invalid, NotFound, Conflict("too_many_holds")."""
        why = hold_reason(reason)
        if number is not None and call_id is not None:
            raise Invalid("Name a person or a call, not both.", field="call_id", code="hold_of_two")
        async with self.store.account(account_id) as scope:
            if number is not None:
                # So that they are not forgotten at the same moment.
                await scope.lock_number(number)
            if call_id is not None:
                await scope.calls.lock(call_id)
            if len(await scope.legal_holds.standing()) >= MOST_HOLDS:
                raise Conflict(f"An account has at most {MOST_HOLDS:,} holds.", code="too_many_holds")
            hold = LegalHold(
                id=new_id("hold"),
                account_id=account_id,
                scope=_scope(number, call_id),
                number_hash=None if number is None else scope.legal_holds.hash_of(number),
                number=number,
                call_id=call_id,
                reason=why,
                placed_by=by.id,
                placed_by_name=by.name,
                placed_at=self.clock.now(),
            )
            await scope.legal_holds.add(hold)
            said = {"by": by.id, "scope": hold.scope.value, "call": call_id}
            head = await self.ledger.add(scope, kind="hold_placed", subject_id=hold.id, said=said)
        await self.ledger.keep(head)
        return hold

    async def release(self, account_id: str, hold_id: str, *, reason: str, by: Author) -> LegalHold:
        """Let go; twice changes nothing. Raises Invalid, NotFound."""
        why = hold_reason(reason)
        async with self.store.account(account_id) as scope:
            hold = await scope.legal_holds.lock(hold_id)
            if not hold.holds:
                return hold
            hold = replace(
                hold,
                released_at=self.clock.now(),
                released_by=by.id,
                released_by_name=by.name,
                release_reason=why,
            )
            await scope.legal_holds.release(hold)
            head = await self.ledger.add(scope, kind="hold_released", subject_id=hold.id, said={"by": by.id})
        await self.ledger.keep(head)
        return hold

    async def get(self, account_id: str, hold_id: str) -> LegalHold:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.legal_holds.get(hold_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        holds: bool | None = None,
    ) -> Page[LegalHold]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.legal_holds.page(limit=limit, starting_after=starting_after, holds=holds)

    async def on_person(self, account_id: str, number: PhoneNumber) -> tuple[LegalHold, ...]:
        """Those that hold something of this person, oldest first."""
        async with self.store.account(account_id) as scope:
            found = await scope.person.find(number)
            return await scope.legal_holds.on_person(number, tuple(found.calls))


async def refuse_while_held(scope: AccountScope, number: PhoneNumber, call_ids: tuple[str, ...]) -> None:
    """Raises Conflict("legal_hold"), which says who holds it, since when and why."""
    holding = await scope.legal_holds.on_person(number, call_ids)
    if holding:
        hold = holding[0]
        raise Conflict(
            f"{hold.placed_by_name} has put a legal hold on this on {hold.placed_at:%d %B %Y}: {hold.reason}."
            " Nothing is deleted before it is released.",
            code="legal_hold",
        )


def _scope(number: PhoneNumber | None, call_id: str | None) -> HoldScope:
    if number is not None:
        return HoldScope.PERSON
    return HoldScope.ACCOUNT if call_id is None else HoldScope.CALL
