"""What a business has set up: calendars and their feeds, agents and their versions, telephone numbers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from dialora.domain.agents import Purpose
from dialora.domain.numbers import Ownership
from dialora.store.columns import ID, account_id, choice, instant, phone, primary_id
from dialora.store.tables.metadata import metadata, within_account

calendars = Table(
    "calendars",
    metadata,
    account_id(),
    primary_id(),
    # Exclusion constraints compare ranges, and only numbers have ranges without an extension.
    Column("key", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    instant("created_at"),
    Column("beside_id", ID),
    Column("not_for", ARRAY(Text, as_tuple=True), nullable=False),
    instant("retired_at", nullable=True),
    within_account("beside_id", "calendars"),
    UniqueConstraint("account_id", "id", "key"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    account_id(),
    primary_id(),
    Column("calendar_id", ID),
    Column("with_names", Boolean, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    instant("created_at"),
    instant("read_at", nullable=True),
    instant("revoked_at", nullable=True),
    within_account("calendar_id", "calendars"),
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
    Column("voice_speed", Float, nullable=False),
    Column("recording_wanted", Boolean, nullable=False),
    Column("calendar_id", ID, nullable=False),
    Column("business", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    instant("created_at"),
    within_account("calendar_id", "calendars"),
)

agent_versions = Table(
    "agent_versions",
    metadata,
    account_id(),
    Column("agent_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("agent", JSONB, nullable=False),
    # None where that was before it was written down.
    instant("published_at", nullable=True),
    Column("published_by", Text),
    within_account("agent_id", "agents"),
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
    Column("carrier_number_id", Text),
    instant("checked_at", nullable=True),
    within_account("agent_id", "agents"),
    UniqueConstraint("carrier", "number"),
    Index("ix_phone_numbers_carrier_account", "carrier", "carrier_account_id"),
)
