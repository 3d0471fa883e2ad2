"""Case files: a call written down as JSON with what is known and what should be decided about it.

A field that is required and missing, or of the wrong type or value, makes the case undecidable, and what
cannot be decided is denied. Fields that nobody knows are not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialora.compliance.book import Rulebook
from dialora.compliance.canonical import Plain, digest, plain
from dialora.compliance.case_fields import CaseInvalid, Fields
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide, undecidable
from dialora.compliance.facts import AccountFacts, ContactFacts, Facts, NumberFacts, Place
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.places import Tables
from dialora.domain.accounts import Standing
from dialora.domain.calls import Direction, Line
from dialora.domain.numbers import Ownership

_KYC = ("verified", "pending", "failed")
_LINES = {"browser": Line.BROWSER, "phone": Line.PHONE, "carrier": Line.PHONE}
#: No case puts anybody through.
_PURPOSES = {p.value: p for p in CallPurpose if p is not CallPurpose.TRANSFER}
_LINE_TYPES = ("mobile", "landline", "voip", "unknown")

#: Fields that no rule for inbound calls reads: their form is checked all the same.
_FLAGS = ("reply_to_inbound", "campaign_paused", "spend_cap_reached", "policy_accepted")
_MORE_FLAGS = ("a2p_registered", "destination_allowed", "refused_today")
_RECORDS = ("consents", "revocations", "prior_attempts")

#: What may be expected of a case.
_EXPECTATIONS = frozenset(
    {
        "decision",
        "reason",
        "all_reasons",
        "conditions",
        "conditions_must_include",
        "next_allowed_at",
        "rulebook_version",
        "input_hash",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a file. Its input is not believed to be anything before it is decided on."""

    id: str
    input: Plain
    expected: Mapping[str, Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    case: Case
    got: Decision


def parse_cases(document: Plain) -> tuple[Case, ...]:
    """The cases of a file: {"cases": […]} or a list. Raises CaseInvalid."""
    listed = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise CaseInvalid("there is no list of cases")
    return tuple(_case(entry, f"case {position}") for position, entry in enumerate(listed))


def parse_case(document: Plain) -> Case:
    """One case: {"id", "input", "expected"}, or its input alone. Raises CaseInvalid."""
    if isinstance(document, dict) and "input" not in document:
        return Case(id="case", input=document, expected={})
    return _case(document, "case")


def disagreements(cases: Sequence[Case], rulebook: Rulebook) -> tuple[Disagreement, ...]:
    """The cases whose decision is not the expected one."""
    decided = ((case, decide_case(case.input, rulebook)) for case in cases)
    return tuple(Disagreement(case=c, got=got) for c, got in decided if not agrees(got, c.expected))


def agrees(decision: Decision, expected: Mapping[str, Plain]) -> bool:
    """Whether a decision is as expected; `conditions_must_include` names some of its conditions."""
    got = summary(decision)
    for key, wanted in expected.items():
        if key == "conditions_must_include":
            if not isinstance(wanted, list) or not {str(c) for c in wanted} <= set(decision.conditions):
                return False
        elif key == "conditions" and isinstance(wanted, list):
            if sorted(map(str, wanted)) != sorted(decision.conditions):
                return False
        elif got[key] != wanted:
            return False
    return True


def decide_case(case_input: Plain, rulebook: Rulebook) -> Decision:
    """Decide on a case's input; one that cannot be read is denied."""
    try:
        intent, facts = read_case(case_input, rulebook.tables)
    except CaseInvalid as problem:
        return undecidable(f"The case cannot be read: {problem}.", rulebook, _hash_of(case_input))
    return decide(intent, facts, rulebook)


def summary(decision: Decision) -> dict[str, Plain]:
    """A decision as `dialora check` prints it."""
    next_allowed_at = decision.next_allowed_at
    return {
        "decision": decision.decision.value,
        "reason": decision.reason,
        "all_reasons": list(decision.all_reasons),
        "conditions": list(decision.conditions),
        "next_allowed_at": next_allowed_at.isoformat().replace("+00:00", "Z") if next_allowed_at else None,
        "rulebook_version": decision.rulebook_version,
        "input_hash": decision.input_hash,
    }


def read_case(case_input: Plain, tables: Tables) -> tuple[CallIntent, Facts]:
    """Intent and facts of a case. Raises CaseInvalid."""
    fields = Fields.of(case_input, "the case")
    tenant = fields.part("tenant")
    account_id = tenant.text("id")
    tenant.text("seller")
    tenant.choice("kyc", {kyc: kyc for kyc in _KYC})
    _check_form(fields, tenant)
    line = fields.optional_choice("channel_in", _LINES, Line.PHONE)
    direction = fields.choice("direction", {d.value: d for d in Direction})
    on_the_phone = direction is Direction.OUTBOUND or line is Line.PHONE
    peer_field = "caller_number_presented" if direction is Direction.INBOUND else "called_number"
    intent = CallIntent(
        account_id=account_id,
        agent_id=None,
        direction=direction,
        channel=fields.choice("channel", {c.value: c for c in Channel}),
        voice=fields.choice("voice_type", {v.value: v for v in VoiceType}),
        line=line,
        purpose=fields.choice("purpose", _PURPOSES),
        number_id=None,
        peer=fields.optional_phone(peer_field) if on_the_phone else None,
        recording_wanted=fields.flag("recording_wanted"),
    )
    facts = Facts(
        at=fields.instant("now_utc"),
        account=AccountFacts(
            standing=tenant.choice("status", {s.value: s for s in Standing}),
            place=_place(tenant, "state", "country", tables),
        ),
        number=_number(fields, account_id) if on_the_phone else None,
        contact=_contact(fields.optional_part("contact")),
        bridged=_bridged(fields, tables),
    )
    return intent, facts


def _case(entry: Plain, name: str) -> Case:
    if not isinstance(entry, dict) or "input" not in entry:
        raise CaseInvalid(f"{name} has no input")
    expected = entry.get("expected", {})
    if not isinstance(expected, dict) or not expected.keys() <= _EXPECTATIONS:
        raise CaseInvalid(f"{name} expects something that no decision has")
    return Case(id=str(entry.get("id", name)), input=entry["input"], expected=expected)


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


def _number(fields: Fields, account_id: str) -> NumberFacts:
    caller = fields.part("caller")
    caller.optional_phone("number")
    caller.optional_flag("verified")
    caller.optional_flag("ready")
    return NumberFacts(
        ownership=caller.choice("ownership", {o.value: o for o in Ownership}),
        account_id=caller.optional_text("tenant_id") or account_id,
    )


def _contact(contact: Fields) -> ContactFacts:
    contact.optional_zone("timezone")
    contact.optional_choice("line_type", {t: t for t in _LINE_TYPES}, "unknown")
    contact.texts("line_flags")
    contact.optional_flag("ported")
    return ContactFacts(state=contact.optional_state("state"), zip_code=contact.optional_text("zip"))


def _check_form(fields: Fields, tenant: Fields) -> None:
    for key in (*_FLAGS, *_MORE_FLAGS):
        fields.optional_flag(key)
    for key in _RECORDS:
        fields.records(key)
    for key in ("emergency_approved", "exempt_informational_enabled"):
        tenant.optional_flag(key)
    for key in ("dnc", "ebr"):
        fields.optional_part(key)
    for key in ("subject", "called_number", "rnd_permanently_disconnected_on"):
        fields.optional_text(key)
    fields.optional_list("declared_emergencies")
    fields.optional_number("campaign_abandon_rate_30d")
    if fields.optional_text("callback_requested_at") is not None:
        fields.instant("callback_requested_at")


def _hash_of(case_input: Plain) -> str:
    """Of what was given, also where it is not JSON (NaN) and so has no canonical form."""
    try:
        return digest(plain(case_input))
    except (TypeError, ValueError):
        return digest(repr(case_input))
