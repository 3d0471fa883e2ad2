"""Facts that rules ask for and only people can say: where an account calls and what it spends, whom it has
dealt with, which of its numbers may text, where an emergency is declared."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKeyConstraint, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.domain.relationships import DealKind, DealSource
from dialora.domain.text_registrations import Registered, RegistrySource
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata

calling_settings = Table(
    "calling_settings",
    metadata,
    account_id(),
    # None: the account's own country alone.
    Column("countries", ARRAY(Text)),
    Column("spend_day_micros", BigInteger),
    Column("currency", Text),
    instant("changed_at", nullable=True),
    Column("changed_by", Text),
)

deals = Table(
    "deals",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    # None once the person was forgotten.
    Column("number_sealed", LargeBinary),
    choice("kind", DealKind),
    Column("on_day", Date, nullable=False),
    choice("source", DealSource),
    instant("recorded_at"),
    Column("recorded_by", Text, nullable=False),
    instant("removed_at", nullable=True),
    Column("removed_by", Text),
    Index("ix_deals_number", "account_id", "number_hash", "kind", "on_day"),
)

text_registrations = Table(
    "text_registrations",
    metadata,
    account_id(),
    Column("number_id", ID, primary_key=True),
    choice("registered", Registered),
    Column("reference", Text),
    choice("source", RegistrySource),
    instant("checked_at"),
    ForeignKeyConstraint(
        ["account_id", "number_id"], ["phone_numbers.account_id", "phone_numbers.id"], ondelete="CASCADE"
    ),
)

#: The operator's, for every account.
declared_emergencies = Table(
    "declared_emergencies",
    metadata,
    primary_id(),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    instant("from_at"),
    instant("until"),
    instant("declared_at"),
    Column("declared_by", Text, nullable=False),
    instant("ended_at", nullable=True),
    Column("ended_by", Text),
    Column("end_reason", Text),
)
