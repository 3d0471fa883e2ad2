"""The rights of people by their telephone number, wired once: what is kept of them, forgetting them, how long
things are kept, and what holds that up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialora.domain.rights import Retention
from dialora.services.consenting import Consenting
from dialora.services.recordings import Recordings
from dialora.services.revocations import Underway
from dialora.services.rights_access import Access
from dialora.services.rights_erasure import Erasure
from dialora.services.rights_holds import Holds
from dialora.services.rights_purge import Purge
from dialora.services.rights_retention import RetentionPlans


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    access: Access
    erasure: Erasure
    holds: Holds
    retention: RetentionPlans
    purge: Purge

    @classmethod
    def over(
        cls,
        consenting: Consenting,
        recordings: Recordings,
        data: Path,
        installation: Retention,
        underway: Underway | None,
    ) -> Rights:
        """`data` is the folder of the installation's files, `installation` how long it keeps things."""
        consents = consenting.consents
        store, clock, ledger = consents.store, consents.clock, consents.ledger
        return cls(
            access=Access(store=store, clock=clock, ledger=ledger),
            erasure=Erasure(
                store=store,
                clock=clock,
                ledger=ledger,
                recordings=recordings,
                evidence=consenting.evidence,
                restricted=data / "restricted",
                installation=installation,
                underway=underway,
            ),
            holds=Holds(store=store, clock=clock, ledger=ledger),
            retention=RetentionPlans(store=store, ledger=ledger, installation=installation),
            purge=Purge(
                store=store,
                clock=clock,
                ledger=ledger,
                recordings=recordings,
                restricted=data / "restricted",
                installation=installation,
            ),
        )
