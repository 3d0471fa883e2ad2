"""What calls say that must be said, as a business has worded it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table, Text

from dialora.store.columns import ID, account_id, instant
from dialora.store.tables.metadata import metadata, within_account

call_wordings = Table(
    "call_wordings",
    metadata,
    account_id(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_by_name", Text, nullable=False),
    instant("saved_at"),
)

call_wordings_spoken = Table(
    "call_wordings_spoken",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["account_id", "version"], ["call_wordings.account_id", "call_wordings.version"]),
    within_account("call_id", "calls"),
)
