"""The record: decisions and the ledger that chains them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
)

from dialora.store.columns import ID, account_id, instant, primary_id
from dialora.store.tables.metadata import metadata

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
    # Of the other party; None where it had no number, is forgotten, or was not noted yet.
    Column("number_hash", LargeBinary),
    instant("at"),
)

Index("ix_decisions_number", decisions.c.account_id, decisions.c.number_hash)

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
