"""The rights of people by their telephone number, wired once: forgetting them, and what holds that up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialora.domain.rights import Retention
from dialora.services.consenting import Consenting
from dialora.services.recordings import Recordings
from dialora.services.revocations import Underway
from dialora.services.rights_erasure import Erasure
from dialora.services.rights_holds import Holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    erasure: Erasure
    holds: Holds

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
            erasure=Erasure(
                store=store,
                clock=clock,
                ledger=ledger,
                recordings=recordings,
                evidence=consenting.evidence,
                exports=data / "exports",
                restricted=data / "restricted",
                installation=installation,
                underway=underway,
            ),
            holds=Holds(store=store, clock=clock, ledger=ledger),
        )
