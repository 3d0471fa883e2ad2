"""What calls leave behind: appointments, messages, revocations."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from dialora.domain.appointments import AppointmentStatus
from dialora.store.columns import ID, account_id, choice, instant, phone, primary_id
from dialora.store.tables.metadata import metadata, within_account

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
    Column("version", Integer, nullable=False),
    instant("changed_at", nullable=True),
    ForeignKeyConstraint(
        ["account_id", "calendar_id", "calendar_key"],
        ["calendars.account_id", "calendars.id", "calendars.key"],
        name="fk_appointments_calendar",
    ),
    within_account("call_id", "calls"),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    ExcludeConstraint(
        (text("int8range(calendar_key, calendar_key, '[]')"), "&&"),
        (text("tstzrange(starts_at, ends_at)"), "&&"),
        where=text("status = 'booked'"),
        using="gist",
        name="one_booking_at_a_time",
    ),
    Index("ix_appointments_time", "account_id", "calendar_id", "starts_at"),
    Index("ix_appointments_call", "account_id", "call_id"),
    Index("ix_appointments_made", "account_id", "created_at"),
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
    within_account("call_id", "calls"),
    Index("ix_messages_call", "account_id", "call_id"),
    Index("ix_messages_unanswered", "account_id", "id", postgresql_where=text("answered_at is null")),
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
    within_account("call_id", "calls"),
    Index("ix_revocations_number", "account_id", "number_hash"),
)
