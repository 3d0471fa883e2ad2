"""The record: decisions, what is counted of them, and the ledger that chains them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    LargeBinary,
    Table,
    Text,
    text,
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
    # What the call was for. Null where nobody knows it any more.
    Column("purpose", Text),
    instant("at"),
    Index("ix_decisions_at", "account_id", "at", "id"),
    # One for each question the list can be asked, newest first.
    Index("ix_decisions_reason", "account_id", "reason", "id"),
    Index("ix_decisions_verdict", "account_id", "decision", "id"),
    Index("ix_decisions_purpose", "account_id", "purpose", "id"),
)

Index("ix_decisions_number", decisions.c.account_id, decisions.c.number_hash)
#: Counted as each is written down, by the day it was where the business is.
decision_days = Table(
    "decision_days",
    metadata,
    account_id(),
    Column("day", Date, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("decision", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("decisions", BigInteger, nullable=False),
)

#: The entries that say who agreed, and who took it back.
OF_CONSENTS = "kind in ('consent', 'consent_withdrawn')"

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
    Index("ix_ledger_entries_consents", "account_id", "at", "kind", postgresql_where=text(OF_CONSENTS)),
)

ledger_heads = Table(
    "ledger_heads",
    metadata,
    account_id(),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
)

#: What came of it when the chain was last checked.
ledger_checks = Table(
    "ledger_checks",
    metadata,
    account_id(),
    instant("at"),
    Column("entries", BigInteger, nullable=False),
    Column("problem", Text),
)
