"""The law in an owner's words: reasons, purposes, verdicts and tables, a few words each."""

from __future__ import annotations

from collections.abc import Mapping

from dialora.compliance.decision import Verdict
from dialora.domain.do_not_call import StopVia

#: By the purpose of a call, in the order in which they stand on a page.
PURPOSES = {
    "telemarketing": "Sales calls",
    "informational": "Service calls and reminders",
    "emergency": "Emergency calls",
    "transfer": "Callers put through",
    "inbound": "Calls that came in",
}

VERDICTS = {
    Verdict.DENY: "Refused",
    Verdict.ALLOW_WITH_CONDITIONS: "Allowed, with conditions",
    Verdict.ALLOW: "Allowed",
}

#: In the order of the gates.
REASONS = {
    "ENGINE_ERROR": "Something was not known",
    "TENANT_SUSPENDED": "The account is suspended",
    "TENANT_RESTRICTED": "The account is restricted",
    "TENANT_KYC_INCOMPLETE": "The business is not checked yet",
    "POLICY_NOT_ACCEPTED": "The policy is not accepted",
    "NUMBER_INVALID": "No such number",
    "COUNTRY_BLOCKED": "A country that is not called",
    "COUNTRY_TELEMARKETING_BLOCKED": "No sales calls into that country",
    "NUMBER_TYPE_FORBIDDEN": "A number that costs extra",
    "NUMBER_TOLL_FREE_CALLEE": "A toll-free number",
    "NUMBER_PROTECTED_LINE": "A protected line",
    "CALLER_ID_NOT_OWNED": "Our number is not proved to be ours",
    "CALLER_ID_UNVERIFIED": "The carrier does not vouch for our number",
    "A2P_UNREGISTERED": "Our number is not registered for texts",
    "NUMBER_NOT_READY": "Nobody would answer a call back",
    "DESTINATION_NOT_ALLOWED": "The destination is not on the list",
    "PURPOSE_NOT_APPROVED": "Not approved for emergencies",
    "INTERNAL_DNC": "They asked not to be called",
    "SMS_OPTED_OUT": "They texted STOP",
    "NUMBER_REASSIGNED": "The number belongs to somebody else now",
    "CONSENT_MISSING": "They have not agreed",
    "CONSENT_NUMBER_MISMATCH": "They agreed for another number",
    "CONSENT_SELLER_MISMATCH": "They agreed to another business",
    "CONSENT_REVOKED": "They took their consent back",
    "CONSENT_SCOPE_INSUFFICIENT": "They agreed to something else",
    "CONSENT_NOT_WRITTEN": "They have not agreed in writing",
    "CONSENT_NOT_YET_VALID": "Their consent does not count yet",
    "CONSENT_EVIDENCE_INCOMPLETE": "The proof of consent is incomplete",
    "EBR_EXPIRED": "The last deal is too long ago",
    "DNC_SCRUB_STALE": "The national registry is too old",
    "DNC_NATIONAL_LISTED": "On the national registry",
    "DNC_STATE_LISTED": "On a state's registry",
    "STATE_EMERGENCY_BAN": "An emergency is declared there",
    "STATE_AUTOMATED_PROHIBITED": "That state allows no automated sales calls",
    "STATE_REGISTRATION_MISSING": "Not registered as a seller there",
    "LOCATION_UNKNOWN": "Nobody knows where they are",
    "QUIET_HOURS_PLATFORM": "At an hour when we call nobody",
    "QUIET_HOURS_FEDERAL": "Outside the federal hours",
    "QUIET_HOURS_STATE": "Outside their state's hours",
    "QUIET_HOURS_COUNTRY": "Outside their country's hours",
    "DAY_PROHIBITED": "On a day without such calls",
    "HOLIDAY_PROHIBITED": "On a holiday",
    "FREQ_CAP_PLATFORM": "Called often enough lately",
    "FREQ_CAP_STATE": "As often as their state allows",
    "FREQ_CAP_EXEMPT_INFO": "As often as goes without consent",
    "FREQ_CAP_DEBT": "As often as a debt may be called about",
    "COOL_OFF": "They said not today",
    "SPEND_CAP": "The account has spent what it may",
    "ABANDON_RATE_EXCEEDED": "Too many calls left people with silence",
    "CAMPAIGN_PAUSED": "The campaign is paused",
}

#: By how their ids begin.
_ASKERS = {"key": "A program, by its API key", "memb": "A member", "command": "A command on the server"}

_TABLES = {
    "countries": "countries",
    "holidays": "holidays",
    "limits": "how often people may be called",
    "npa": "area codes",
    "phrases": "ways of saying stop",
    "recording": "recording",
    "windows": "calling hours and states' rules",
}

#: In the order in which they stand on a page.
STOPS = {
    StopVia.CALL: "Said so in a call",
    StopVia.KEYPAD: "Pressed 9 in a call",
    StopVia.SMS: "Texted STOP",
    StopVia.WEB: "Used the public page",
    StopVia.EMAIL: "Used the link in a letter",
    StopVia.DASHBOARD: "Entered by your people",
    StopVia.API: "Entered by a program",
}


def reason(code: str) -> str:
    """Why it was refused, in a few words."""
    return REASONS.get(code) or code.replace("_", " ").capitalize()


def purpose(name: str | None) -> str:
    """What a call was for; nothing where nobody knows."""
    return PURPOSES.get(name or "", "")


def asker(id: str) -> str:
    """What kind of somebody had us call."""
    return _ASKERS.get(id.partition("_")[0], "")


def table(name: str) -> str:
    """What a table of the rulebook is about."""
    return _TABLES.get(name, name)


def listed(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """For a form's choices."""
    return list(words.items())
