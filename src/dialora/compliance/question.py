"""What a rule is asked: the call, the facts and the tables, with everything that follows from them worked out
once for all rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from dialora.compliance.consents import Asked, Basis, Resting, judge
from dialora.compliance.countries import CountryRow, Outbound
from dialora.compliance.derived import derived
from dialora.compliance.facts import (
    AccountFacts,
    AttemptFacts,
    ContactFacts,
    Facts,
    LineType,
    NumberFacts,
    known,
)
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.kinds import Kind, kind_of
from dialora.compliance.numbering import Numbering, numbering_of
from dialora.compliance.places import Tables
from dialora.compliance.relationship import (
    NO_RELATIONSHIP,
    Relationship,
    last_day,
    relationship_of,
    revocations_that_count,
)
from dialora.compliance.spans import Span, holds
from dialora.compliance.whereabouts import Whereabouts, of_peer, zones_of
from dialora.compliance.windows import StateRow

#: What does not change when only the moment does.
_LASTING: Final = ("kind", "artificial", "number", "where", "states", "zones", "country", "united_states")


class Question:
    """One call or text at one moment. Rules read `at` here, never from the facts: a later moment is tried the
    same way."""

    def __init__(self, intent: CallIntent, facts: Facts, tables: Tables, at: datetime | None = None) -> None:
        self.intent = intent
        self.facts = facts
        self.tables = tables
        self.at = facts.at if at is None else at

    def later(self, at: datetime) -> Question:
        """The same, at another moment."""
        other = Question(self.intent, self.facts, self.tables, at)
        worked_out = self.__dict__
        other.__dict__.update((name, worked_out[name]) for name in _LASTING if name in worked_out)
        return other

    @derived
    def kind(self) -> Kind:
        return kind_of(self.intent)

    @property
    def sale(self) -> bool:
        return self.kind is Kind.SALE

    @property
    def automated(self) -> bool:
        """A machine speaks or writes."""
        return self.intent.voice is VoiceType.AI

    @derived
    def artificial(self) -> bool:
        """A voice is heard that is nobody's (FCC 24-17)."""
        return self.intent.channel is Channel.VOICE and self.intent.voice is VoiceType.AI

    @property
    def account(self) -> AccountFacts:
        return known(self.facts.account, "the account")

    @property
    def our_number(self) -> NumberFacts | None:
        return known(self.facts.number, "our number")

    @property
    def contact(self) -> ContactFacts:
        return known(self.facts.contact, "the contact")

    @derived
    def number(self) -> Numbering | None:
        """The number that is called; None where it is none."""
        return None if self.intent.peer is None else numbering_of(self.intent.peer)

    @property
    def reachable(self) -> bool:
        """The number that is called exists: what depends on where it is may be asked."""
        return self.number is not None and self.number.valid

    @derived
    def united_states(self) -> bool:
        """The US or a territory is called."""
        return self.number is not None and self.number.region in self.tables.countries.united_states

    @derived
    def country(self) -> CountryRow | None:
        """The row of the country that is called; None in the US, whose states have rows."""
        if self.united_states or self.number is None:
            return None
        return self.tables.countries.row(self.number.region)

    @derived
    def where(self) -> Whereabouts:
        """Where the other party may be."""
        return of_peer(self.intent.peer, self.contact, self.tables)

    @derived
    def states(self) -> tuple[StateRow, ...]:
        """The rows of all states in which the person may be; none abroad."""
        if not self.united_states:
            return ()
        rows = self.tables.windows.rows
        return tuple(rows[state] for state in sorted(self.where.states))

    @derived
    def zones(self) -> tuple[str, ...]:
        """Every time zone in which the person may be."""
        if self.intent.peer is None:
            return ()
        if self.united_states:
            return tuple(sorted(zones_of(self.intent.peer, self.contact, self.tables)))
        if self.contact.zone is not None:
            return (self.contact.zone,)
        return self.country.zones if self.country else ()

    @derived
    def local_times(self) -> tuple[datetime, ...]:
        """Now, in each of them."""
        return tuple(self.at.astimezone(ZoneInfo(zone)) for zone in self.zones)

    @derived
    def revoked(self) -> tuple[datetime, ...]:
        """When the person took back consent for everything or for such calls."""
        return revocations_that_count(known(self.facts.revocations, "revocations"), self.kind, self.at)

    @derived
    def relationship(self) -> Relationship:
        """A business relationship, of the US."""
        facts = known(self.facts.ebr, "whether there is a business relationship")
        if facts is None or not self.united_states:
            return NO_RELATIONSHIP
        today = max((local.date() for local in self.local_times), default=self.at.astimezone(UTC).date())
        return relationship_of(facts, today=today, revoked=last_day(self.revoked), limits=self.tables.limits)

    @derived
    def resting(self) -> Resting:
        """What the call rests on."""
        records = known(self.facts.consents, "consents")
        found = judge(records, self._asked())
        if found.basis is Basis.RECORD:
            return found
        if self.intent.channel is Channel.VOICE and not self.automated:
            return self._of_a_person(found)
        return self._exempt(found) or found

    @property
    def exempt(self) -> bool:
        return self.resting.basis is Basis.EXEMPTION

    def holiday(self, state: str, day: date) -> str | None:
        """Its name, where the state keeps it."""
        return self.tables.holidays.days.get(state, {}).get(day)

    @derived
    def bound_by(self) -> tuple[StateRow, ...]:
        """The states whose days and hours bind a sales call: not those for machines where a person calls, nor
        those whose own words let a valid consent lift them."""
        consented = self.resting.basis is Basis.RECORD
        return tuple(
            row
            for row in self.states
            if (self.automated or not row.automated_only) and not (consented and row.consent_lifts)
        )

    def is_open(self, spans: Sequence[Span]) -> bool:
        """Whether every zone is within one of them."""
        return all(any(self.within(span, local) for span in spans) for local in self.local_times)

    def within(self, span: Span, local: datetime) -> bool:
        return holds(span, local.hour * 3_600 + local.minute * 60 + local.second)

    def attempts(self, within: timedelta, purpose: CallPurpose | None = None) -> tuple[AttemptFacts, ...]:
        """Those of this time and, where asked for, purpose; what is exactly as old does not count."""
        since = self.at - within
        return tuple(
            attempt
            for attempt in known(self.facts.attempts, "earlier attempts")
            if attempt.at > since and purpose in (None, attempt.purpose)
        )

    def _asked(self) -> Asked:
        sale = self.sale
        by_machine = self.artificial or self.intent.channel is Channel.SMS
        documented = self.country is not None and self.country.outbound is Outbound.ALLOW_WITH_WRITTEN_CONSENT
        return Asked(
            now=self.at,
            number=self.intent.peer,
            seller=known(self.account.seller, "the seller"),
            channel=self.intent.channel,
            sale=sale,
            artificial=self.artificial,
            written=sale and (by_machine or documented),
            revoked=self.revoked,
        )

    def _of_a_person(self, found: Resting) -> Resting:
        """Somebody of the business calls, and no record allows it."""
        relationship = self.relationship
        if self.revoked and not relationship.on_file:
            return Resting(basis=Basis.NOTHING, newest=found.newest, reason="CONSENT_REVOKED")
        if relationship.valid:
            return Resting(basis=Basis.RELATIONSHIP, newest=found.newest)
        if self.sale and relationship.on_file:
            return Resting(basis=Basis.NOTHING, newest=found.newest, reason="EBR_EXPIRED")
        return self._exempt(found) or Resting(
            basis=Basis.NOTHING, newest=found.newest, reason="CONSENT_MISSING"
        )

    def _exempt(self, found: Resting) -> Resting | None:
        """The FCC's exemption for informing landlines (64.1200(a)(3)), where it holds."""
        if not self._may_be_exempt(found):
            return None
        # Whoever said no has used the opt-out that the exemption rests on.
        if self.revoked:
            return Resting(basis=Basis.NOTHING, reason="CONSENT_REVOKED")
        return Resting(basis=Basis.EXEMPTION)

    def _may_be_exempt(self, found: Resting) -> bool:
        return (
            self.kind is Kind.INFORMATION
            and self.intent.channel is Channel.VOICE
            and self.united_states
            and found.newest is None
            and self.contact.line_type is LineType.LANDLINE
            and known(self.account.exempt_informational_enabled, "whether the exemption is used")
            and not any(row.information_needs_consent for row in self.states)
        )


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The national holidays of a country."""
    return dict(holidays.country_holidays(country, years=year).items())
