"""Consents, what ended them, the files that prove them, forms and imports. Only ever added to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from dialora.store.columns import ID, account_id, instant, primary_id
from dialora.store.tables.metadata import metadata, within_account

consents = Table(
    "consents",
    metadata,
    account_id(),
    primary_id(),
    Column("number_hash", LargeBinary, nullable=False),
    # These three only find rows: what a consent says is read from its payload.
    Column("level", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("way", Text, nullable=False),
    # Text, not JSONB: the ledger holds these very characters.
    Column("payload", Text, nullable=False),
    Column("person_sealed", LargeBinary),
    # What stands for the address that a form was sent from, and for the row of a file.
    Column("visitor", BigInteger),
    Column("fingerprint", BigInteger),
    instant("recorded_at"),
    Index("ix_consents_number", "account_id", "number_hash"),
    Index("uq_consents_fingerprint", "account_id", "fingerprint", unique=True),
    Index("ix_consents_way", "account_id", "way", "recorded_at"),
)

consent_withdrawals = Table(
    "consent_withdrawals",
    metadata,
    account_id(),
    Column("consent_id", ID, primary_key=True),
    Column("id", ID, nullable=False),
    Column("payload", Text, nullable=False),
    within_account("consent_id", "consents"),
)

consent_evidence = Table(
    "consent_evidence",
    metadata,
    account_id(),
    primary_id(),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    # None once the file was moved into the restricted store.
    Column("name_sealed", LargeBinary),
    Column("recorded_by", Text, nullable=False),
    instant("recorded_at"),
    instant("restricted_at", nullable=True),
    Index("uq_consent_evidence_sha256", "account_id", "sha256", unique=True),
)

consent_forms = Table(
    "consent_forms",
    metadata,
    account_id(),
    primary_id(),
    Column("address", Text, nullable=False, unique=True),
    Column("draft", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    instant("changed_at"),
)

consent_form_versions = Table(
    "consent_form_versions",
    metadata,
    account_id(),
    Column("form_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("wording", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    instant("published_at"),
    within_account("form_id", "consent_forms"),
)

consent_imports = Table(
    "consent_imports",
    metadata,
    account_id(),
    primary_id(),
    Column("file_name_sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("size", BigInteger),
    Column("seen", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("recorded", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("problem", Text),
    Column("started_by", Text, nullable=False),
    instant("started_at"),
    instant("ended_at", nullable=True),
)

consent_import_faults = Table(
    "consent_import_faults",
    metadata,
    account_id(),
    Column("import_id", ID, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("why_sealed", LargeBinary, nullable=False),
    within_account("import_id", "consent_imports"),
)
