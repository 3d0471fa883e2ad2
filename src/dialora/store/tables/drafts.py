"""Changes to agents that are not published, and what test calls of them were spoken with."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from dialora.store.columns import ID, account_id, instant
from dialora.store.tables.metadata import metadata, within_account

agent_drafts = Table(
    "agent_drafts",
    metadata,
    account_id(),
    Column("agent_id", ID, primary_key=True),
    Column("agent", JSONB, nullable=False),
    Column("revision", ID, nullable=False),
    instant("changed_at"),
    Column("changed_by", Text, nullable=False),
    within_account("agent_id", "agents"),
)

# A draft moves on: what it was in a call stays.
agent_trials = Table(
    "agent_trials",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("agent", JSONB, nullable=False),
    within_account("call_id", "calls"),
)
