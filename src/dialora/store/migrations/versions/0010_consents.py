"""Consents: the record, what ended one, its evidence, the form that asks for it, imported lists."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

_TABLES = """
create table consents (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    level text not null,
    purpose text not null,
    way text not null,
    payload text not null,
    person_sealed bytea,
    visitor bigint,
    fingerprint bigint,
    recorded_at timestamptz not null,
    constraint pk_consents primary key (account_id, id),
    constraint fk_consents_account_id foreign key (account_id) references accounts (id)
);
create index ix_consents_number on consents (account_id, number_hash);
create unique index uq_consents_fingerprint on consents (account_id, fingerprint);
create index ix_consents_way on consents (account_id, way, recorded_at);

create table consent_withdrawals (
    account_id varchar collate "C" not null,
    consent_id varchar collate "C" not null,
    id varchar collate "C" not null,
    payload text not null,
    constraint pk_consent_withdrawals primary key (account_id, consent_id),
    constraint fk_consent_withdrawals_account_id_consent_id foreign key (account_id, consent_id)
        references consents (account_id, id),
    constraint fk_consent_withdrawals_account_id foreign key (account_id) references accounts (id)
);

create table consent_evidence (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    sha256 text not null,
    media_type text not null,
    size integer not null,
    name_sealed bytea not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint pk_consent_evidence primary key (account_id, id),
    constraint fk_consent_evidence_account_id foreign key (account_id) references accounts (id)
);
create unique index uq_consent_evidence_sha256 on consent_evidence (account_id, sha256);

create table consent_forms (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    address text not null,
    draft text not null,
    open boolean not null,
    changed_at timestamptz not null,
    constraint pk_consent_forms primary key (account_id, id),
    constraint uq_consent_forms_address unique (address),
    constraint fk_consent_forms_account_id foreign key (account_id) references accounts (id)
);

create table consent_form_versions (
    account_id varchar collate "C" not null,
    form_id varchar collate "C" not null,
    version integer not null,
    wording text not null,
    published_by text not null,
    published_at timestamptz not null,
    constraint pk_consent_form_versions primary key (account_id, form_id, version),
    constraint fk_consent_form_versions_account_id_form_id foreign key (account_id, form_id)
        references consent_forms (account_id, id),
    constraint fk_consent_form_versions_account_id foreign key (account_id) references accounts (id)
);

create table consent_imports (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    file_name_sealed bytea not null,
    state text not null,
    size bigint,
    seen bigint not null,
    rows integer not null,
    recorded integer not null,
    known integer not null,
    refused integer not null,
    problem text,
    started_by text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_consent_imports primary key (account_id, id),
    constraint fk_consent_imports_account_id foreign key (account_id) references accounts (id)
);

create table consent_import_faults (
    account_id varchar collate "C" not null,
    import_id varchar collate "C" not null,
    line integer not null,
    why_sealed bytea not null,
    constraint pk_consent_import_faults primary key (account_id, import_id, line),
    constraint fk_consent_import_faults_account_id_import_id foreign key (account_id, import_id)
        references consent_imports (account_id, id),
    constraint fk_consent_import_faults_account_id foreign key (account_id) references accounts (id)
);
"""

_NAMES = (
    *("consents", "consent_withdrawals", "consent_evidence", "consent_forms", "consent_form_versions"),
    *("consent_imports", "consent_import_faults"),
)


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in _NAMES:
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
