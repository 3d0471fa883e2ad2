"""Who must not be called: lists of accounts, of the operator and of registries; texts; the public page."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from dialora.domain.do_not_call import StopChannel, StopScope, StopVia
from dialora.domain.number_lists import ListKind, ListStatus
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

_HOLDS = text("released_at is null")

dnc_entries = Table(
    "dnc_entries",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    # None once the person was forgotten; the hash stays, and holds.
    Column("number_sealed", LargeBinary),
    choice("scope", StopScope),
    choice("channel", StopChannel),
    choice("source", StopVia),
    Column("reason_sealed", LargeBinary),
    Column("call_id", ID),
    instant("added_at"),
    Column("added_by", ID),
    Column("added_by_name", Text, nullable=False),
    instant("released_at", nullable=True),
    Column("released_by", ID),
    Column("released_by_name", Text, nullable=False),
    Column("release_reason_sealed", LargeBinary, nullable=False),
    within_account("call_id", "calls"),
    Index(
        "ix_dnc_entries_holds",
        *("account_id", "number_hash", "scope", "channel"),
        unique=True,
        postgresql_where=_HOLDS,
    ),
    Index("ix_dnc_entries_number", "account_id", "number_hash"),
    Index("ix_dnc_entries_added", "account_id", "added_at"),
)

sms_choices = Table(
    "sms_choices",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("message_id", Text, nullable=False),
    instant("at"),
    Index("ix_sms_choices_message", "account_id", "message_id", unique=True),
    Index("ix_sms_choices_number", "account_id", "number_hash"),
)

operator_dnc_entries = Table(
    "operator_dnc_entries",
    metadata,
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    choice("source", StopVia),
    Column("reason", Text, nullable=False),
    instant("added_at"),
    Column("added_by", ID),
    instant("released_at", nullable=True),
    Column("released_by", ID),
    Column("release_reason", Text, nullable=False),
    Index("ix_operator_dnc_entries_holds", "number_hash", unique=True, postgresql_where=_HOLDS),
)

number_lists = Table(
    "number_lists",
    metadata,
    primary_id(),
    Column("no", Integer, Identity(always=True), unique=True, nullable=False),
    choice("kind", ListKind),
    Column("state", Text),
    Column("flag", Text),
    Column("list_date", Date, nullable=False),
    choice("status", ListStatus),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text),
    Column("bytes_total", BigInteger, nullable=False),
    Column("bytes_read", BigInteger, nullable=False),
    Column("rows_kept", BigInteger, nullable=False),
    Column("rows_refused", BigInteger, nullable=False),
    Column("problem", Text),
    instant("began_at"),
    instant("beat_at"),
    instant("ended_at", nullable=True),
)

#: The first 64 bits of a number's keyed hash: a registry has hundreds of millions of rows.
listed_numbers = Table(
    "listed_numbers",
    metadata,
    Column("list_no", Integer, primary_key=True, autoincrement=False),
    Column("number_key", BigInteger, primary_key=True, autoincrement=False),
    Column("on_day", Date),
)

#: What is being read in: no log is written for it, and a crash empties it.
listed_staging = Table(
    "listed_staging",
    metadata,
    Column("number_key", BigInteger, nullable=False),
    Column("on_day", Date),
    prefixes=["unlogged"],
)

opt_out_requests = Table(
    "opt_out_requests",
    metadata,
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    Column("code", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("confirmed_at", nullable=True),
    Index("ix_opt_out_requests_number", "number_hash"),
)
