"""A case's input as intent and facts: what is absent means what case files say it means, and what is wrong
makes the case undecidable."""

from __future__ import annotations

from typing import Final

from dialora.compliance.book import Rulebook
from dialora.compliance.canonical import Plain
from dialora.compliance.case_fields import CaseInvalid, Fields
from dialora.compliance.facts import (
    UNKNOWN,
    AccountFacts,
    AttemptFacts,
    CampaignFacts,
    ConsentFacts,
    ConsentLevel,
    ConsentPurpose,
    ContactFacts,
    DncFacts,
    EbrFacts,
    Facts,
    Kyc,
    LineFlag,
    LineType,
    NumberFacts,
    Place,
    RevocationFacts,
    RevocationScope,
)
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.places import Tables
from dialora.domain.accounts import Standing
from dialora.domain.calls import Direction, Line
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber

_DIRECTIONS: Final = {each.value: each for each in Direction}
_CHANNELS: Final = {each.value: each for each in Channel}
_VOICES: Final = {each.value: each for each in VoiceType}
_STANDINGS: Final = {each.value: each for each in Standing}
_KYC: Final = {each.value: each for each in Kyc}
_OWNERSHIPS: Final = {each.value: each for each in Ownership}
_LEVELS: Final = {each.value: each for each in ConsentLevel}
_CONSENT_PURPOSES: Final = {each.value: each for each in ConsentPurpose}
_LINE_TYPES: Final = {each.value: each for each in LineType}
_FLAGS: Final = {each.value: each for each in LineFlag}
_LINES: Final = {"browser": Line.BROWSER, "phone": Line.PHONE, "carrier": Line.PHONE}
#: No case puts anybody through.
_PURPOSES: Final = {each.value: each for each in CallPurpose if each is not CallPurpose.TRANSFER}
#: Of a revocation: those for emergencies and calls to us take nothing back.
_SCOPES: Final = {each.value: each for each in RevocationScope} | {"emergency": None, "inbound": None}


def read_case(case_input: Plain, rulebook: Rulebook) -> tuple[CallIntent, Facts]:
    """Raises CaseInvalid."""
    fields = Fields.of(case_input, "the case")
    at = fields.instant("now_utc")
    tables = rulebook.at(at).tables
    tenant = fields.part("tenant")
    intent = _intent(fields, tenant.text("id"))
    outbound = intent.direction is Direction.OUTBOUND
    facts = Facts(
        at=at,
        account=_account(fields, tenant, tables),
        number=_number(fields, intent.account_id, outbound) if intent.line is Line.PHONE else None,
        contact=_contact(fields.optional_part("contact")),
        bridged=_bridged(fields, tables),
        consents=_consents(fields, tenant.text("seller"), intent.peer),
        revocations=_revocations(fields),
        dnc=_dnc(fields.optional_part("dnc")),
        ebr=_ebr(fields.optional_part("ebr")),
        attempts=tuple(map(_attempt, fields.records("prior_attempts"))),
        refused_today=fields.flag("refused_today"),
        reassigned_on=fields.optional_day("rnd_permanently_disconnected_on"),
        emergencies=frozenset(fields.texts("declared_emergencies")),
        campaign=CampaignFacts(
            abandon_rate_30d=fields.optional_amount("campaign_abandon_rate_30d") or 0.0,
            paused=fields.flag("campaign_paused"),
        ),
        destination_allowed=fields.flag("destination_allowed", absent=True),
    )
    return intent, facts


def _intent(fields: Fields, account_id: str) -> CallIntent:
    direction = fields.choice("direction", _DIRECTIONS)
    line = fields.optional_choice("channel_in", _LINES, Line.PHONE)
    outbound = direction is Direction.OUTBOUND
    if outbound:
        # It reaches out by telephone, whatever an inbound case would have come over.
        line = Line.PHONE
        peer, written = fields.dialled("called_number")
        fields.optional_text("caller_number_presented")
    else:
        peer, written = fields.optional_phone("caller_number_presented"), None
        fields.optional_text("called_number")
    return CallIntent(
        account_id=account_id,
        agent_id=None,
        direction=direction,
        channel=fields.choice("channel", _CHANNELS),
        voice=fields.choice("voice_type", _VOICES),
        line=line,
        purpose=fields.choice("purpose", _PURPOSES),
        number_id=None,
        peer=peer if line is Line.PHONE else None,
        recording_wanted=fields.flag("recording_wanted"),
        written=written,
        subject=fields.optional_text("subject"),
        debt_id=fields.optional_text("debt_id"),
        callback_requested_at=fields.optional_instant("callback_requested_at"),
        reply_to_inbound=fields.flag("reply_to_inbound"),
    )


def _account(fields: Fields, tenant: Fields, tables: Tables) -> AccountFacts:
    return AccountFacts(
        standing=tenant.choice("status", _STANDINGS),
        place=_place(tenant, "state", "country", tables),
        seller=tenant.text("seller"),
        kyc=tenant.choice("kyc", _KYC),
        policy_accepted=fields.flag("policy_accepted", absent=True),
        emergency_approved=tenant.flag("emergency_approved"),
        exempt_informational_enabled=tenant.flag("exempt_informational_enabled"),
        state_registrations=_registrations(tenant, tables),
        spend_cap_reached=fields.flag("spend_cap_reached"),
    )


def _registrations(tenant: Fields, tables: Tables) -> frozenset[str]:
    """As a list of states, or an object of what is on file by state; absent, nothing is missing."""
    given = tenant.cells.get("state_registrations")
    if given is None:
        return frozenset(state for state, row in tables.windows.rows.items() if row.seller_registers)
    if isinstance(given, dict):
        return frozenset(state for state, on_file in given.items() if on_file)
    return frozenset(tenant.texts("state_registrations"))


def _place(fields: Fields, state_key: str, country_key: str, tables: Tables) -> Place:
    country = fields.optional_country(country_key) or "US"
    if country not in tables.countries.united_states:
        return Place(country=country, state=None)
    state = fields.state(state_key)
    if tables.recording.in_state(state) is None:
        raise CaseInvalid(f"{fields.path(state_key)} is no state")
    return Place(country=country, state=state)


def _bridged(fields: Fields, tables: Tables) -> Place | None:
    country = fields.optional_country("agent_country") or "US"
    if fields.optional_state("agent_state") is None and country in tables.countries.united_states:
        # A territory is its own state; the US alone says that nobody is put through.
        return None if country == "US" else Place(country=country, state=None)
    return _place(fields, "agent_state", "agent_country", tables)


def _number(fields: Fields, account_id: str, outbound: bool) -> NumberFacts:
    caller = fields.part("caller")
    number = caller.phone("number") if outbound else caller.optional_phone("number")
    given = caller.optional_flag("verified")
    if outbound and given is None:
        raise CaseInvalid("caller.verified is missing")
    return NumberFacts(
        ownership=caller.choice("ownership", _OWNERSHIPS),
        account_id=caller.optional_text("tenant_id") or account_id,
        number=number or UNKNOWN,
        verified=bool(given),
        ready=caller.flag("ready", absent=True),
        a2p_registered=fields.flag("a2p_registered", absent=True),
    )


def _contact(contact: Fields) -> ContactFacts:
    flags = contact.texts("line_flags")
    return ContactFacts(
        state=contact.optional_state("state"),
        zip_code=contact.optional_text("zip"),
        zone=contact.optional_zone("timezone"),
        line_type=contact.optional_choice("line_type", _LINE_TYPES, LineType.UNKNOWN),
        line_flags=frozenset(_FLAGS[flag] for flag in flags if flag in _FLAGS),
        ported=contact.optional_flag("ported"),
    )


def _consents(fields: Fields, seller: str, called: PhoneNumber | None) -> tuple[ConsentFacts, ...]:
    return tuple(_consent(record, seller, called) for record in fields.records("consents"))


def _consent(record: Fields, seller: str, called: PhoneNumber | None) -> ConsentFacts:
    channels = record.texts("channels") if record.cells.get("channels") is not None else ("voice",)
    if not _CHANNELS.keys() >= set(channels):
        raise CaseInvalid(f"{record.path('channels')} names a channel that nobody knows")
    return ConsentFacts(
        level=record.choice("level", _LEVELS),
        purpose=record.choice("purpose", _CONSENT_PURPOSES),
        channels=frozenset(_CHANNELS[channel] for channel in channels),
        seller=record.optional_text("seller") or seller,
        number=record.optional_phone("number") or called,
        obtained_at=record.instant("obtained_at"),
        revoked_at=record.optional_instant("revoked_at"),
        authorizes_artificial_voice=record.flag("authorizes_artificial_voice", absent=True),
        evidence_complete=record.flag("evidence_complete", absent=True),
        consumer_initiated=record.flag("consumer_initiated"),
    )


def _revocations(fields: Fields) -> tuple[RevocationFacts, ...]:
    given = fields.records("revocations")
    # Whoever names no scope means everything.
    read = [
        (each.instant("at"), each.optional_choice("scope", _SCOPES, RevocationScope.ALL)) for each in given
    ]
    return tuple(RevocationFacts(at=at, scope=scope) for at, scope in read if scope is not None)


def _dnc(dnc: Fields) -> DncFacts:
    return DncFacts(
        national=dnc.flag("national"),
        state=dnc.flag("state"),
        internal=dnc.flag("internal"),
        sms_stop=dnc.flag("sms_stop"),
        scrub_age_days=dnc.optional_amount("scrub_age_days") or 0.0,
    )


def _ebr(ebr: Fields) -> EbrFacts | None:
    transaction, inquiry = ebr.optional_day("last_transaction"), ebr.optional_day("last_inquiry")
    if transaction is None and inquiry is None:
        return None
    return EbrFacts(last_transaction=transaction, last_inquiry=inquiry)


def _attempt(attempt: Fields) -> AttemptFacts:
    return AttemptFacts(
        at=attempt.instant("at"),
        purpose=attempt.optional_choice("purpose", _PURPOSES, CallPurpose.TELEMARKETING),
        subject=attempt.optional_text("subject"),
        answered=attempt.flag("answered"),
        debt_id=attempt.optional_text("debt_id"),
    )
