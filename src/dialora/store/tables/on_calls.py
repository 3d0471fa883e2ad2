"""What people put on a call afterwards: tags."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from dialora.store.columns import ID, account_id, instant
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
