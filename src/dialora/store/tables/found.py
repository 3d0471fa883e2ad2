"""What makes calls found again: hashed words, and views that people have saved."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.store.columns import ID, account_id, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

#: One row for each word of each day (UTC): the calls it was said in, by the microsecond they began at.
call_words = Table(
    "call_words",
    metadata,
    account_id(),
    Column("day", Date, primary_key=True),
    Column("word", BigInteger, primary_key=True, autoincrement=False),
    Column("calls", ARRAY(BigInteger), nullable=False),
)

call_views = Table(
    "call_views",
    metadata,
    account_id(),
    primary_id(),
    # Nobody's: everybody of the account sees it.
    Column("member_id", ID, ForeignKey("members.id")),
    Column("name", Text, nullable=False),
    Column("query_sealed", LargeBinary, nullable=False),
    instant("created_at"),
)

call_view_defaults = Table(
    "call_view_defaults",
    metadata,
    account_id(),
    Column("member_id", ID, ForeignKey("members.id"), primary_key=True),
    Column("view_id", ID, nullable=False),
    within_account("view_id", "call_views"),
)
