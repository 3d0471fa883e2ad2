"""Cases that nobody wrote: calls and texts made up at random, most of them nearly allowed, and all that may
be wrong with one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

#: A case's input, as JSON has it.
Made = dict[str, Any]

_FIRST: Final = datetime(2026, 11, 23, tzinfo=UTC)
_NUMBERS: Final = (
    *("+12125550123", "+13055550123", "+18505550123", "+12055550123", "+15045550123", "+12075550123"),
    *("+13175550123", "+18125550123", "+12195550123", "+15125550123", "+14025550123", "+16055550123"),
    *("+14015550123", "+12155550123", "+18015550123", "+12065550123", "+16015550123", "+15055550123"),
    *("+19285550123", "+18085550123", "+17875550123", "+16715550123", "+12085550123", "+19075550123"),
    *("+442079460123", "+14165550123", "+61255501234", "+35315551234", "+33155501234", "+4930123456"),
    *("+18005550123", "+19005550123", "+919876543210", "911", "+1212555012"),
)
_CONTACTS: Final[tuple[Made, ...]] = (
    {},
    {},
    {"state": "NY", "zip": "10001", "timezone": "America/New_York"},
    {"state": "CA", "timezone": "America/Los_Angeles"},
    {"state": "TX"},
    {"state": "AL"},
    {"zip": "86510"},
    {"state": "MN", "line_type": "landline"},
    {"line_type": "landline"},
    {"state": "ME"},
    {"timezone": "Europe/London"},
)
_SUBJECTS: Final = (None, "s1", "s2")
_STATES: Final = ("NY", "TX", "CA", "FL", "WA")


def make_case(random: Random) -> Made:
    """One case; the same random numbers make the same case."""
    at = _FIRST + timedelta(minutes=random.randrange(-20, 410) * 1_440 + random.randrange(1_440))
    purpose = random.choice(("telemarketing", "telemarketing", "informational", "informational", "emergency"))
    made: Made = {
        "now_utc": _written(at),
        "direction": "outbound" if random.random() < 0.95 else "inbound",
        "channel": random.choice(("voice", "voice", "voice", "sms")),
        "voice_type": random.choice(("ai", "ai", "human")),
        "called_number": random.choice(_NUMBERS[: 30 if random.random() < 0.9 else None]),
        "purpose": purpose,
        "subject": random.choice(_SUBJECTS),
        "tenant": _tenant(random),
        "caller": {"number": "+15125550100", "ownership": "incoming_phone_number", "verified": True},
        "contact": dict(random.choice(_CONTACTS)),
        "consents": [_consent(random, at) for _ in range(random.choice((0, 1, 1, 1, 2)))],
        "revocations": [_revocation(random, at) for _ in range(random.choice((0, 0, 0, 0, 1)))],
        "dnc": {"scrub_age_days": random.choice((0, 5, 31))},
        "ebr": random.choice((None, None, _relationship(random, at))),
        "prior_attempts": [_attempt(random, at) for _ in range(random.choice((0, 0, 0, 1, 3, 5)))],
        "recording_wanted": random.random() < 0.5,
        "reply_to_inbound": random.random() < 0.1,
    }
    if random.random() < 0.1:
        made["callback_requested_at"] = _written(at + timedelta(minutes=random.randrange(-40, 600)))
    return made


def _tenant(random: Random) -> Made:
    return {
        "id": "acct_meadow",
        "seller": "Meadow Lane Dental",
        "status": random.choice(("active", "active", "active", "warned")),
        "kyc": "verified",
        "state": random.choice(_STATES),
        "emergency_approved": random.random() < 0.5,
        "exempt_informational_enabled": random.random() < 0.5,
    }


def _consent(random: Random, at: datetime) -> Made:
    return {
        "level": random.choice(("express_written", "express_written", "express")),
        "purpose": random.choice(("telemarketing", "any", "any", "informational")),
        "channels": random.choice((["voice", "sms"], ["voice", "sms"], ["voice"], ["sms"])),
        "obtained_at": _written(at - timedelta(hours=random.choice((-30, 1, 500, 5_000)))),
        "authorizes_artificial_voice": random.random() < 0.9,
        "evidence_complete": random.random() < 0.9,
        "consumer_initiated": random.random() < 0.5,
    }


def _revocation(random: Random, at: datetime) -> Made:
    when = at - timedelta(hours=random.choice((-5, 1, 600, 8_000)))
    return {"at": _written(when), "scope": random.choice(("all", "telemarketing", "informational"))}


def _relationship(random: Random, at: datetime) -> Made:
    day = (at - timedelta(days=random.choice((3, 80, 100, 500, 600)))).date().isoformat()
    return {random.choice(("last_transaction", "last_inquiry")): day}


def _attempt(random: Random, at: datetime) -> Made:
    made: Made = {"at": _written(at - timedelta(minutes=random.randrange(1, 12_000)))}
    if random.random() < 0.5:
        made["purpose"] = random.choice(("telemarketing", "informational"))
    if random.random() < 0.5:
        made["subject"] = random.choice(_SUBJECTS[1:])
    if random.random() < 0.1:
        made |= {"debt_id": "d1", "answered": random.random() < 0.3}
    return made


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _set(path: str, value: object) -> Callable[[Made], None]:
    *above, last = path.split(".")

    def spoil(made: Made) -> None:
        for part in above:
            made = made[part]
        made[last] = value

    return spoil


def _each_consent(**changes: object) -> Callable[[Made], None]:
    def spoil(made: Made) -> None:
        for record in made["consents"]:
            record.update(changes)

    return spoil


def _add(key: str, **cells: object) -> Callable[[Made], None]:
    """One more record, of this moment."""
    return lambda made: made[key].append({"at": made["now_utc"], **cells})


#: What may be wrong, by name. None of it ever allows what was denied.
HARMS: Final[Mapping[str, Callable[[Made], None]]] = {
    "suspended": _set("tenant.status", "suspended"),
    "restricted": _set("tenant.status", "restricted"),
    "nobody knows the business": _set("tenant.kyc", "failed"),
    "policy not accepted": _set("policy_accepted", False),
    "number not ours": _set("caller.ownership", "none"),
    "another's number": _set("caller.tenant_id", "acct_other"),
    "number not verified": _set("caller.verified", False),
    "number not ready": _set("caller.ready", False),
    "destination closed": _set("destination_allowed", False),
    "texts not registered": _set("a2p_registered", False),
    "no approval": _set("tenant.emergency_approved", False),
    "no exemption": _set("tenant.exempt_informational_enabled", False),
    "our list": _set("dnc.internal", True),
    "national list": _set("dnc.national", True),
    "state list": _set("dnc.state", True),
    "stopped texts": _set("dnc.sms_stop", True),
    "an old copy": _set("dnc.scrub_age_days", 32),
    "revoked": _add("revocations", scope="all"),
    "revoked for sales": _add("revocations", scope="telemarketing"),
    "each consent revoked": _each_consent(revoked_at="2020-01-01T00:00:00Z"),
    "no proof": _each_consent(evidence_complete=False),
    "no artificial voice": _each_consent(authorizes_artificial_voice=False),
    "not asked for": _each_consent(consumer_initiated=False),
    "only spoken consent": _each_consent(level="express"),
    "another seller": _each_consent(seller="Harbor Barbers"),
    "another number": _each_consent(number="+12125550199"),
    "one more attempt": _add("prior_attempts", purpose="telemarketing"),
    "one more informing": _add("prior_attempts", purpose="informational"),
    "talked about the debt": _add("prior_attempts", debt_id="d1", answered=True),
    "refused today": _set("refused_today", True),
    "spent": _set("spend_cap_reached", True),
    "paused": _set("campaign_paused", True),
    "abandoned": _set("campaign_abandon_rate_30d", 0.031),
    "given up": _set("rnd_permanently_disconnected_on", "2027-12-31"),
    "emergencies everywhere": _set("declared_emergencies", ["LA", "NY", "TX"]),
    "a hospital": lambda made: made["contact"].update(line_flags=["hospital"]),
    "no registration": _set("tenant.state_registrations", []),
    "no relationship": _set("ebr", None),
    "no answer": _set("reply_to_inbound", False),
    "no callback": _set("callback_requested_at", None),
}
#: Those without which nothing that goes out is ever decided.
REQUIRED: Final = (
    *("now_utc", "direction", "channel", "voice_type", "purpose", "tenant", "tenant.id", "tenant.status"),
    *("tenant.kyc", "tenant.seller", "tenant.state", "called_number", "caller", "caller.number"),
    *("caller.ownership", "caller.verified"),
)
GARBAGE: Final[tuple[object, ...]] = (None, 7, 0.5, [], ["x"], {"a": 1})


def spoiled(made: Made, harm: str) -> Made:
    """The same with one thing wrong."""
    other = copy.deepcopy(made)
    HARMS[harm](other)
    return other


def garbled(made: Made, path: str, value: object) -> Made:
    """The same with something else where something is required; None takes it away."""
    other = copy.deepcopy(made)
    _set(path, value)(other)
    return other
