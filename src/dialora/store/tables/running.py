"""What running processes keep."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from dialora.store.columns import account_id, instant, primary_id
from dialora.store.tables.metadata import metadata

processes = Table(
    "processes",
    metadata,
    primary_id(),
    instant("started_at"),
    instant("seen_at"),
    instant("leased_until"),
    Column("address", Text),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    account_id(),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("body_sealed", LargeBinary),
    instant("created_at"),
)
