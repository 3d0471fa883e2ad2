"""What is put on a call afterwards: tags, notes, links to share it, and what it cost."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from dialora.domain.costs import CostPart, Unit
from dialora.store.columns import ID, EnumText, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

call_tags = Table(
    "call_tags",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("tag", Text(collation="C"), primary_key=True),
    instant("added_at"),
    within_account("call_id", "calls"),
    # From a tag to its calls, newest first.
    Index("ix_call_tags_tag", "account_id", "tag", "call_id"),
)

call_notes = Table(
    "call_notes",
    metadata,
    account_id(),
    primary_id(),
    Column("call_id", ID, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    instant("created_at"),
    instant("deleted_at", nullable=True),
    within_account("call_id", "calls"),
    Index("ix_call_notes_call", "account_id", "call_id"),
)

share_links = Table(
    "share_links",
    metadata,
    account_id(),
    primary_id(),
    Column("call_id", ID, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("with_sound", Boolean, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("author_name", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("revoked_at", nullable=True),
    Column("opened", Integer, nullable=False),
    instant("last_opened_at", nullable=True),
    within_account("call_id", "calls"),
    Index("ix_share_links_call", "account_id", "call_id"),
)

carrier_prices = Table(
    "carrier_prices",
    metadata,
    account_id(),
    primary_id(),
    Column("number_id", ID),
    Column("micros_per_minute", BigInteger, nullable=False),
    Column("step_s", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    instant("set_at"),
    ForeignKeyConstraint(
        ["account_id", "number_id"], ["phone_numbers.account_id", "phone_numbers.id"], ondelete="CASCADE"
    ),
)

call_costs = Table(
    "call_costs",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("part", EnumText(CostPart), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    choice("unit", Unit),
    Column("micros", BigInteger),
    Column("currency", Text, nullable=False),
    Column("source", Text, nullable=False),
    instant("settled_at"),
    within_account("call_id", "calls"),
)
