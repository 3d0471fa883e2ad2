"""The rights of people: what was asked for, what is held, how long things are kept, and what law keeps of
those who were forgotten."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from dialora.domain.rights import HoldScope, RequestKind, RequestState
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

person_requests = Table(
    "person_requests",
    metadata,
    account_id(),
    primary_id(),
    choice("kind", RequestKind),
    Column("number_hash", LargeBinary, nullable=False),
    Column("number_sealed", LargeBinary),
    choice("state", RequestState),
    Column("counts", JSONB, nullable=False),
    Column("restricted", JSONB, nullable=False),
    Column("problem", Text),
    Column("size", BigInteger),
    Column("asked_by", ID, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    instant("asked_at"),
    instant("ended_at", nullable=True),
    instant("expires_at", nullable=True),
    Column("owed", ARRAY(Text, as_tuple=True), nullable=False),
    Index("ix_person_requests_number", "account_id", "number_hash"),
    Index("ix_person_requests_state", "state"),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    account_id(),
    primary_id(),
    choice("scope", HoldScope),
    Column("number_hash", LargeBinary),
    Column("number_sealed", LargeBinary),
    Column("call_id", ID),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("placed_by", ID, nullable=False),
    Column("placed_by_name", Text, nullable=False),
    instant("placed_at"),
    instant("released_at", nullable=True),
    Column("released_by", ID),
    Column("released_by_name", Text, nullable=False),
    Column("release_reason_sealed", LargeBinary, nullable=False),
    within_account("call_id", "calls"),
)

retention_rules = Table(
    "retention_rules",
    metadata,
    account_id(),
    Column("audio_days", Integer),
    Column("transcript_days", Integer),
    Column("message_days", Integer),
    Column("record_days", Integer),
)

purge_reports = Table(
    "purge_reports",
    metadata,
    account_id(),
    primary_id(),
    instant("began_at"),
    instant("ended_at"),
    Column("retention", JSONB, nullable=False),
    Column("deleted", JSONB, nullable=False),
    Column("held", JSONB, nullable=False),
)

#: One for each time somebody was forgotten: without its key the records below are noise.
restricted_people = Table(
    "restricted_people",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    Column("key_sealed", LargeBinary, nullable=False),
    instant("restricted_at"),
    instant("keep_until"),
    Index("ix_restricted_people_number", "account_id", "number_hash"),
)

restricted_records = Table(
    "restricted_records",
    metadata,
    account_id(),
    primary_id(),
    Column("person_id", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    within_account("person_id", "restricted_people"),
    Index("ix_restricted_records_person", "account_id", "person_id"),
)
