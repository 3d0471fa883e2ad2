"""What callers of an account may use up."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from dialora.store.columns import account_id
from dialora.store.tables.metadata import metadata

call_limits = Table(
    "call_limits",
    metadata,
    account_id(),
    Column("caller_hour", Integer),
    Column("caller_day", Integer),
    Column("account_day", Integer),
    Column("transfers_day", Integer),
    Column("longest_s", Integer),
    Column("silence_s", Integer),
)
