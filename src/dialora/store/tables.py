"""The tables. Each tenant table starts its key with account_id, and refers to others by (account_id, id):
the database lets no row point into another account."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from dialora.domain.accounts import KeyMode, Role, Standing
from dialora.domain.agents import Purpose
from dialora.domain.appointments import AppointmentStatus
from dialora.domain.calls import CallStatus, Direction, EndReason, Line, RecordingState
from dialora.domain.numbers import Ownership
from dialora.store.columns import ID, account_id, choice, instant, phone, primary_id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _within_account(column: str, target: str) -> ForeignKeyConstraint:
    """A reference that cannot leave the account."""
    return ForeignKeyConstraint(["account_id", column], [f"{target}.account_id", f"{target}.id"])


# ── who ──────────────────────────────────────────────────────────────────────────────

agencies = Table(
    "agencies",
    metadata,
    primary_id(),
    Column("name", Text, nullable=False),
    instant("created_at"),
)

accounts = Table(
    "accounts",
    metadata,
    primary_id(),
    Column("agency_id", ID, ForeignKey("agencies.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("seller", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("state", Text),
    Column("zone", Text, nullable=False),
    choice("standing", Standing),
    Column("data_key", LargeBinary, nullable=False),
    instant("created_at"),
    UniqueConstraint("agency_id", "id"),
)

members = Table(
    "members",
    metadata,
    primary_id(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    choice("role", Role),
    Column("agency_id", ID, ForeignKey("agencies.id")),
    Column("account_id", ID, index=True),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    instant("created_at"),
    ForeignKeyConstraint(["agency_id", "account_id"], ["accounts.agency_id", "accounts.id"]),
    CheckConstraint("email = lower(email)", name="email_lower"),
    # No account can give a member a role above its own floor.
    CheckConstraint(
        "case role"
        " when 'operator' then agency_id is null and account_id is null"
        " when 'agency_admin' then agency_id is not null and account_id is null"
        " else agency_id is not null and account_id is not null end",
        name="role_fits",
    ),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("member_id", ID, ForeignKey("members.id"), nullable=False, index=True),
    Column("account_id", ID, ForeignKey("accounts.id")),
    Column("csrf_token", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    instant("since"),
)

api_keys = Table(
    "api_keys",
    metadata,
    account_id(),
    primary_id(),
    choice("mode", KeyMode),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("last_four", Text, nullable=False),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    instant("revoked_at", nullable=True),
)

# ── agents and numbers ───────────────────────────────────────────────────────────────

calendars = Table(
    "calendars",
    metadata,
    account_id(),
    primary_id(),
    # Exclusion constraints compare ranges, and only numbers have ranges without an extension.
    Column("key", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    instant("created_at"),
    UniqueConstraint("account_id", "id", "key"),
)

agents = Table(
    "agents",
    metadata,
    account_id(),
    primary_id(),
    Column("name", Text, nullable=False),
    choice("purpose", Purpose),
    Column("language", Text, nullable=False),
    Column("greeting", Text, nullable=False),
    Column("recording_wanted", Boolean, nullable=False),
    Column("calendar_id", ID, nullable=False),
    Column("business", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    instant("created_at"),
    _within_account("calendar_id", "calendars"),
)

agent_versions = Table(
    "agent_versions",
    metadata,
    account_id(),
    Column("agent_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("agent", JSONB, nullable=False),
    _within_account("agent_id", "agents"),
)

phone_numbers = Table(
    "phone_numbers",
    metadata,
    account_id(),
    primary_id(),
    phone("number", nullable=False),
    Column("carrier", Text, nullable=False),
    Column("carrier_account_id", Text, nullable=False),
    Column("auth_token_sealed", LargeBinary),
    Column("agent_id", ID),
    choice("ownership", Ownership),
    Column("verified", Boolean, nullable=False),
    instant("verified_at", nullable=True),
    instant("created_at"),
    _within_account("agent_id", "agents"),
    UniqueConstraint("carrier", "number"),
    Index("ix_phone_numbers_carrier_account", "carrier", "carrier_account_id"),
)

# ── calls ────────────────────────────────────────────────────────────────────────────

calls = Table(
    "calls",
    metadata,
    account_id(),
    primary_id(),
    Column("agent_id", ID),
    Column("agent_version", Integer),
    choice("direction", Direction),
    choice("line", Line),
    phone("number"),
    phone("peer"),
    Column("test", Boolean, nullable=False),
    choice("status", CallStatus),
    choice("end_reason", EndReason, nullable=True),
    Column("decision_id", ID),
    Column("carrier_call_id", Text, unique=True),
    choice("recording", RecordingState),
    Column("outcome", Text),
    instant("created_at"),
    instant("answered_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("process_id", ID),
    _within_account("agent_id", "agents"),
    _within_account("decision_id", "decisions"),
    Index("ix_calls_open", "status", postgresql_where=text("status in ('ringing', 'in_progress')")),
    Index("ix_calls_without_record", "process_id", postgresql_where=text("end_reason is null")),
)

turns = Table(
    "turns",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("caller_text_sealed", LargeBinary),
    Column("caller_start_ms", Integer),
    Column("caller_end_ms", Integer),
    Column("agent_text_sealed", LargeBinary),
    Column("agent_heard_text_sealed", LargeBinary),
    Column("agent_start_ms", Integer),
    Column("agent_end_ms", Integer),
    Column("interrupted", Boolean, nullable=False),
    Column("latency", JSONB),
    Column("tools", JSONB, nullable=False),
    _within_account("call_id", "calls"),
)

notices = Table(
    "notices",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("start_ms", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("end_ms", Integer, nullable=False),
    Column("audio_sha256", Text, nullable=False),
    _within_account("call_id", "calls"),
)

stream_tokens = Table(
    "stream_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("call_id", ID, nullable=False),
    instant("expires_at"),
    _within_account("call_id", "calls"),
    Index("ix_stream_tokens_call", "account_id", "call_id"),
)

# ── what calls leave behind ──────────────────────────────────────────────────────────

appointments = Table(
    "appointments",
    metadata,
    account_id(),
    primary_id(),
    Column("calendar_id", ID, nullable=False),
    Column("calendar_key", BigInteger, nullable=False),
    Column("service_key", Text, nullable=False),
    Column("service_name", Text, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    Column("name", Text, nullable=False),
    phone("phone"),
    choice("status", AppointmentStatus),
    Column("call_id", ID),
    instant("created_at"),
    ForeignKeyConstraint(
        ["account_id", "calendar_id", "calendar_key"],
        ["calendars.account_id", "calendars.id", "calendars.key"],
        name="fk_appointments_calendar",
    ),
    _within_account("call_id", "calls"),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    ExcludeConstraint(
        (text("int8range(calendar_key, calendar_key, '[]')"), "&&"),
        (text("tstzrange(starts_at, ends_at)"), "&&"),
        where=text("status = 'booked'"),
        using="gist",
        name="one_booking_at_a_time",
    ),
    Index("ix_appointments_time", "account_id", "calendar_id", "starts_at"),
)

messages = Table(
    "messages",
    metadata,
    account_id(),
    primary_id(),
    Column("call_id", ID),
    Column("name", Text, nullable=False),
    phone("phone"),
    Column("text_sealed", LargeBinary, nullable=False),
    instant("answered_at", nullable=True),
    instant("created_at"),
    _within_account("call_id", "calls"),
)

revocations = Table(
    "revocations",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    Column("scope", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("call_id", ID),
    instant("at"),
    _within_account("call_id", "calls"),
    Index("ix_revocations_number", "account_id", "number_hash"),
)

# ── the record ───────────────────────────────────────────────────────────────────────

decisions = Table(
    "decisions",
    metadata,
    account_id(),
    primary_id(),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Text, not JSONB: the ledger holds the hash of these very characters.
    Column("payload", Text, nullable=False),
    Column("inputs_sealed", LargeBinary),
    instant("at"),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    account_id(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject_id", ID, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_hash", LargeBinary, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    instant("at"),
)

ledger_heads = Table(
    "ledger_heads",
    metadata,
    account_id(),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
)

# ── running ──────────────────────────────────────────────────────────────────────────

processes = Table(
    "processes",
    metadata,
    primary_id(),
    instant("started_at"),
    instant("seen_at"),
    instant("leased_until"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    account_id(),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("body", Text),
    instant("created_at"),
)
