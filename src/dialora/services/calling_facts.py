"""Facts that rules ask for and only people or carriers can say, wired once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialora.ports.telephony import TextRegistry
from dialora.services.calling import Calling
from dialora.services.emergencies import Emergencies
from dialora.services.ledger import Ledger
from dialora.services.relationships import Relationships
from dialora.services.text_registrations import TextRegistrations
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingFacts:
    calling: Calling
    relationships: Relationships
    emergencies: Emergencies
    texts: TextRegistrations

    @classmethod
    def over(cls, store: Store, ledger: Ledger, registries: Mapping[str, TextRegistry]) -> CallingFacts:
        """`registries`: by the carrier's name."""
        clock = ledger.clock
        return cls(
            calling=Calling(store=store, clock=clock, ledger=ledger),
            relationships=Relationships(store=store, clock=clock, ledger=ledger),
            emergencies=Emergencies(store=store, clock=clock, ledger=ledger),
            texts=TextRegistrations(store=store, clock=clock, ledger=ledger, registries=registries),
        )
