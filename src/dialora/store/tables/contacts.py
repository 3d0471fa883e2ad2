"""Contacts, the hashed words they are found by, and the lists that were brought."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from dialora.domain.contacts import ContactSource
from dialora.store.columns import ID, account_id, choice, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

contacts = Table(
    "contacts",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    # The number and everything that is known of the person, as JSON.
    Column("person_sealed", LargeBinary, nullable=False),
    choice("source", ContactSource),
    instant("created_at"),
    instant("updated_at"),
    # One for each number: found by it, too.
    Index("uq_contacts_number", "account_id", "number_hash", unique=True),
)

contact_words = Table(
    "contact_words",
    metadata,
    account_id(),
    Column("contact_id", ID, primary_key=True),
    Column("word", BigInteger, primary_key=True, autoincrement=False),
    # Whoever forgets a contact forgets its words.
    ForeignKeyConstraint(
        ["account_id", "contact_id"], ["contacts.account_id", "contacts.id"], ondelete="CASCADE"
    ),
    # From a word to its contacts, newest first.
    Index("ix_contact_words_word", "account_id", "word", "contact_id"),
)

contact_imports = Table(
    "contact_imports",
    metadata,
    account_id(),
    primary_id(),
    Column("file_name_sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("size", BigInteger),
    Column("seen", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("problem", Text),
    Column("started_by", Text, nullable=False),
    instant("started_at"),
    instant("ended_at", nullable=True),
)

contact_import_faults = Table(
    "contact_import_faults",
    metadata,
    account_id(),
    Column("import_id", ID, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("why_sealed", LargeBinary, nullable=False),
    within_account("import_id", "contact_imports"),
)
