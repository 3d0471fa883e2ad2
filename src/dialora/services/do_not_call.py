"""Do-not-call lists: an account's own, and the operator's, which holds for every account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.domain.do_not_call import DncEntry, OperatorEntry, StopVia, reason_of
from dialora.domain.errors import Conflict
from dialora.domain.notes import Author
from dialora.domain.number_lists import NumberList
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.services.revocations import Underway
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCall:
    """Entries are added by saying stop: `Revocations`. Here they are read and released."""

    store: Store
    clock: Clock
    ledger: Ledger
    underway: Underway | None = None

    async def get(self, account_id: str, entry_id: str) -> DncEntry:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.dnc_entries.get(entry_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        number: PhoneNumber | None = None,
        holds: bool | None = None,
        source: StopVia | None = None,
    ) -> Page[DncEntry]:
        """Newest first; `holds` False: those that were released. `source`: by the way they came."""
        async with self.store.account(account_id) as scope:
            return await scope.dnc_entries.page(
                limit=limit, starting_after=starting_after, number=number, holds=holds, source=source
            )

    async def release(self, account_id: str, entry_id: str, *, by: Author, reason: str) -> DncEntry:
        """The number may be called again as far as this entry goes: consent that was taken back stays taken
        back. That it was released, by whom and why is written down for good; twice changes nothing.
        Raises NotFound, Invalid."""
        why = reason_of(reason, required=True)
        async with self.store.account(account_id) as scope:
            entry = await scope.dnc_entries.get(entry_id)
            if entry.number is None:
                raise Conflict(
                    "This person was forgotten at their request. Their number stays on the list for good.",
                    code="person_forgotten",
                )
            await scope.lock_number(entry.number)
            entry = await scope.dnc_entries.lock(entry_id)
            if not entry.holds:
                return entry
            entry = replace(
                entry,
                released_at=self.clock.now(),
                released_by=by.id,
                released_by_name=by.name,
                release_reason=why,
            )
            await scope.dnc_entries.release(entry)
            said = {"by": by.id, "source": entry.source.value, "scope": entry.scope.value}
            head = await self.ledger.add(scope, kind="dnc_entry_released", subject_id=entry.id, said=said)
        await self.ledger.keep(head)
        return entry

    async def lists(self, account_id: str) -> tuple[NumberList, ...]:
        """The lists of registries that were read in, newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.registry_lists.newest()

    # For everybody

    async def stop_everywhere(
        self, number: PhoneNumber, *, via: StopVia, reason: str = "", by: str | None = None
    ) -> OperatorEntry:
        """No account of this installation calls or texts the number again. Raises Invalid."""
        async with self.store.platform() as platform:
            await platform.operator_dnc.lock(number)
            entry = await platform.operator_dnc.add(
                OperatorEntry(
                    id=new_id("odnc"),
                    number_hash=platform.operator_dnc.hash_of(number),
                    source=via,
                    reason=reason_of(reason, required=False),
                    added_at=self.clock.now(),
                    added_by=by,
                )
            )
            calling = await platform.operator_dnc.accounts_calling()
        if self.underway is not None:
            for account_id in calling:
                await self.underway.cancel_to(account_id, number)
        return entry

    async def release_everywhere(self, number: PhoneNumber, *, reason: str, by: str | None = None) -> None:
        """Only the operator does that. Raises NotFound, Invalid."""
        why = reason_of(reason, required=True)
        async with self.store.platform() as platform:
            await platform.operator_dnc.lock(number)
            await platform.operator_dnc.release(number, at=self.clock.now(), by=by, reason=why)
