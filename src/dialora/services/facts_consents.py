"""What the gate may know of the called number's consents: every record that names it, used up or not."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import ConsentFacts, ConsentLevel, ConsentPurpose, Facts
from dialora.compliance.intent import CallIntent, Channel
from dialora.domain.consents import Consent
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import AccountScope


async def with_consents(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with the consents of the called number in them. Without a number they stay unknown."""
    if intent.peer is None:
        return facts
    found = await scope.consents.for_number(scope.consents.hash_of(intent.peer))
    return replace(facts, consents=tuple(_fact(consent, intent.peer) for consent in found))


def _fact(consent: Consent, called: PhoneNumber) -> ConsentFacts:
    return ConsentFacts(
        level=ConsentLevel(consent.level.value),
        purpose=ConsentPurpose(consent.purpose.value),
        channels=frozenset(Channel(channel.value) for channel in consent.channels),
        seller=consent.seller,
        # Found by the hash of the called number; what is sealed beside it must name the same one.
        number=consent.number or called,
        obtained_at=consent.obtained_at,
        revoked_at=consent.revoked_at,
        authorizes_artificial_voice=consent.authorizes_artificial_voice,
        evidence_complete=consent.evidence_complete,
        consumer_initiated=consent.consumer_initiated,
    )
