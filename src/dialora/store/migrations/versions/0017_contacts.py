"""Contacts, the hashed words they are found by, and the lists that were brought."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"

_TABLES = """
create table contacts (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    person_sealed bytea not null,
    source text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint pk_contacts primary key (account_id, id),
    constraint fk_contacts_account_id foreign key (account_id) references accounts (id)
);
create unique index uq_contacts_number on contacts (account_id, number_hash);

create table contact_words (
    account_id varchar collate "C" not null,
    contact_id varchar collate "C" not null,
    word bigint not null,
    constraint pk_contact_words primary key (account_id, contact_id, word),
    constraint fk_contact_words_account_id_contact_id foreign key (account_id, contact_id)
        references contacts (account_id, id) on delete cascade,
    constraint fk_contact_words_account_id foreign key (account_id) references accounts (id)
);
create index ix_contact_words_word on contact_words (account_id, word, contact_id);

create table contact_imports (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    file_name_sealed bytea not null,
    state text not null,
    dry_run boolean not null,
    size bigint,
    seen bigint not null,
    rows integer not null,
    added integer not null,
    changed integer not null,
    known integer not null,
    refused integer not null,
    problem text,
    started_by text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_contact_imports primary key (account_id, id),
    constraint fk_contact_imports_account_id foreign key (account_id) references accounts (id)
);

create table contact_import_faults (
    account_id varchar collate "C" not null,
    import_id varchar collate "C" not null,
    line integer not null,
    why_sealed bytea not null,
    constraint pk_contact_import_faults primary key (account_id, import_id, line),
    constraint fk_contact_import_faults_account_id_import_id foreign key (account_id, import_id)
        references contact_imports (account_id, id),
    constraint fk_contact_import_faults_account_id foreign key (account_id) references accounts (id)
);
"""

_NAMES = ("contacts", "contact_words", "contact_imports", "contact_import_faults")


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in _NAMES:
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
