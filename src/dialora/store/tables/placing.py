"""Attempts to reach somebody by telephone."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from dialora.domain.attempts import AttemptPurpose, AttemptState
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

#: Of an attempt that the carrier may still have, or get.
OPEN = "state in ('queued', 'posting', 'unknown', 'dialing', 'ringing', 'answered')"

attempts = Table(
    "attempts",
    metadata,
    account_id(),
    primary_id(),
    Column("call_id", ID, nullable=False),
    Column("number_hash", LargeBinary, nullable=False),
    # None once the person was forgotten.
    Column("number_sealed", LargeBinary),
    choice("purpose", AttemptPurpose),
    Column("subject", Text),
    Column("debt_id", Text),
    instant("callback_at", nullable=True),
    Column("about_sealed", LargeBinary, nullable=False),
    Column("agent_id", ID, nullable=False),
    Column("agent_version", Integer, nullable=False),
    Column("number_id", ID),
    choice("state", AttemptState),
    Column("problem", Text),
    Column("decision_id", ID),
    instant("cleared_at", nullable=True),
    # Two attempts can never be one call at the carrier.
    Column("carrier_call_id", Text, unique=True),
    Column("idempotency_key", Text),
    Column("asked_by", ID, nullable=False),
    Column("test", Boolean, nullable=False),
    instant("created_at"),
    instant("cancel_asked_at", nullable=True),
    instant("answered_at", nullable=True),
    instant("ended_at", nullable=True),
    within_account("call_id", "calls"),
    within_account("agent_id", "agents"),
    within_account("decision_id", "decisions"),
    UniqueConstraint("account_id", "call_id"),
    UniqueConstraint("account_id", "idempotency_key"),
    # Prior attempts to a number, and those that a revocation must reach.
    Index("ix_attempts_number", "account_id", "number_hash", "created_at"),
    Index("ix_attempts_decision", "account_id", "decision_id"),
    Index("ix_attempts_open", "state", postgresql_where=text(OPEN)),
)
