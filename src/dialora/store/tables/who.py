"""Who there is: agencies, accounts, members, and how they sign in."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from dialora.domain.accounts import KeyMode, Role, Standing
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata

agencies = Table(
    "agencies",
    metadata,
    primary_id(),
    Column("name", Text, nullable=False),
    instant("created_at"),
)

accounts = Table(
    "accounts",
    metadata,
    primary_id(),
    Column("agency_id", ID, ForeignKey("agencies.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("seller", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("state", Text),
    Column("zone", Text, nullable=False),
    choice("standing", Standing),
    Column("data_key", LargeBinary, nullable=False),
    instant("created_at"),
    UniqueConstraint("agency_id", "id"),
)

members = Table(
    "members",
    metadata,
    primary_id(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    choice("role", Role),
    Column("agency_id", ID, ForeignKey("agencies.id")),
    Column("account_id", ID, index=True),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    instant("created_at"),
    ForeignKeyConstraint(["agency_id", "account_id"], ["accounts.agency_id", "accounts.id"]),
    CheckConstraint("email = lower(email)", name="email_lower"),
    # No account can give a member a role above its own floor.
    CheckConstraint(
        "case role"
        " when 'operator' then agency_id is null and account_id is null"
        " when 'agency_admin' then agency_id is not null and account_id is null"
        " else agency_id is not null and account_id is not null end",
        name="role_fits",
    ),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("member_id", ID, ForeignKey("members.id"), nullable=False, index=True),
    Column("account_id", ID, ForeignKey("accounts.id")),
    Column("csrf_token", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    instant("since"),
)

api_keys = Table(
    "api_keys",
    metadata,
    account_id(),
    primary_id(),
    choice("mode", KeyMode),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("last_four", Text, nullable=False),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    instant("revoked_at", nullable=True),
)
