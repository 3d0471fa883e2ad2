"""What is told to the outside: events, whom they are sent to, and every attempt."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.domain.events import EventType
from dialora.domain.outbox import DeliveryKind, DeliveryStatus, OffReason
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata

events = Table(
    "events",
    metadata,
    account_id(),
    primary_id(),
    choice("type", EventType),
    Column("subject_id", ID, nullable=False),
    Column("subject_sealed", LargeBinary, nullable=False),
    instant("created_at"),
    Index("ix_events_type", "account_id", "type", "id"),
    Index("ix_events_subject", "account_id", "subject_id"),
    Index("ix_events_created_at", "account_id", "created_at"),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    account_id(),
    primary_id(),
    Column("url_sealed", LargeBinary, nullable=False),
    Column("description", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    choice("off", OffReason, nullable=True),
    instant("failing_since", nullable=True),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("old_secret_sealed", LargeBinary),
    instant("old_secret_until", nullable=True),
    instant("created_at"),
)

recipients = Table(
    "recipients",
    metadata,
    account_id(),
    primary_id(),
    Column("email", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    instant("created_at"),
    UniqueConstraint("account_id", "email"),
)

deliveries = Table(
    "deliveries",
    metadata,
    account_id(),
    primary_id(),
    Column("event_id", ID, nullable=False),
    choice("event_type", EventType),
    choice("kind", DeliveryKind),
    # No reference: what was sent stays on record when its endpoint is removed.
    Column("target_id", ID, nullable=False),
    choice("status", DeliveryStatus),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    instant("due_at", nullable=True),
    instant("created_at"),
    instant("ended_at", nullable=True),
    ForeignKeyConstraint(["account_id", "event_id"], ["events.account_id", "events.id"], ondelete="CASCADE"),
    # One event goes to one place once: a replay is another round of the same delivery.
    UniqueConstraint("account_id", "target_id", "event_id"),
    Index("ix_deliveries_due", "due_at", postgresql_where=text("status in ('pending', 'sending')")),
    Index("ix_deliveries_sending", "account_id", "target_id", postgresql_where=text("status = 'sending'")),
    Index("ix_deliveries_target", "account_id", "target_id", "id"),
    Index("ix_deliveries_event", "account_id", "event_id"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    account_id(),
    Column("delivery_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    instant("at"),
    Column("took_ms", Integer, nullable=False),
    Column("status", Integer),
    Column("problem", Text),
    Column("answer_sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["account_id", "delivery_id"], ["deliveries.account_id", "deliveries.id"], ondelete="CASCADE"
    ),
)
