"""Calls that are put through to a person."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from dialora.domain.transfers import TransferState
from dialora.store.columns import ID, account_id, choice, instant, phone
from dialora.store.tables.metadata import metadata, within_account

transfers = Table(
    "transfers",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    phone("number", nullable=False),
    choice("state", TransferState),
    Column("decision_id", ID, nullable=False),
    instant("asked_at"),
    instant("rung_at", nullable=True),
    within_account("call_id", "calls"),
    within_account("decision_id", "decisions"),
)
