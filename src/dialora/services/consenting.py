"""Everything about consents, wired once: the record, its evidence, the form, lists, calls and texts, the
chain checked and exported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialora.services.audit import Audit
from dialora.services.consent_forms import ConsentForms
from dialora.services.consent_imports import ConsentImports
from dialora.services.consents import Consents
from dialora.services.evidence import EvidenceFiles
from dialora.services.ledger import Ledger
from dialora.services.recordings import Recordings
from dialora.services.spoken_consents import SpokenConsents
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    consents: Consents
    evidence: EvidenceFiles
    forms: ConsentForms
    imports: ConsentImports
    spoken: SpokenConsents
    audit: Audit

    @classmethod
    def over(cls, store: Store, ledger: Ledger, recordings: Recordings, folder: Path) -> Consenting:
        """`folder` is where files of evidence lie."""
        clock = ledger.clock
        consents = Consents(store=store, clock=clock, ledger=ledger)
        evidence = EvidenceFiles(store=store, clock=clock, folder=folder)
        return cls(
            consents=consents,
            evidence=evidence,
            forms=ConsentForms(store=store, clock=clock, ledger=ledger, consents=consents, evidence=evidence),
            imports=ConsentImports(store=store, clock=clock, ledger=ledger),
            spoken=SpokenConsents(store=store, consents=consents, evidence=evidence, recordings=recordings),
            audit=Audit(store=store, heads=ledger.heads, evidence=evidence, clock=clock),
        )
