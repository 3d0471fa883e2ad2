"""What the operator lets accounts do."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.domain.approvals import Identity
from dialora.store.columns import account_id, choice
from dialora.store.tables.metadata import metadata

account_approvals = Table(
    "account_approvals",
    metadata,
    account_id(),
    choice("identity", Identity),
    Column("policy_accepted", Boolean, nullable=False),
    Column("emergencies", Boolean, nullable=False),
    Column("exempt_landlines", Boolean, nullable=False),
    Column("seller_states", ARRAY(Text), nullable=False),
    Column("countries", ARRAY(Text), nullable=False),
    Column("spend_day_micros", BigInteger),
    Column("spend_currency", Text),
)
