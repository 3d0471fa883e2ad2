"""Who must not be called: lists of accounts, of the operator and of registries; texts; the public page."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"

_TABLES = """
create table dnc_entries (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    number_sealed bytea not null,
    scope text not null,
    channel text not null,
    source text not null,
    reason_sealed bytea not null,
    call_id varchar collate "C",
    added_at timestamptz not null,
    added_by varchar collate "C",
    added_by_name text not null,
    released_at timestamptz,
    released_by varchar collate "C",
    released_by_name text not null,
    release_reason_sealed bytea not null,
    constraint pk_dnc_entries primary key (account_id, id),
    constraint fk_dnc_entries_account_id foreign key (account_id) references accounts (id),
    constraint fk_dnc_entries_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id)
);
create unique index ix_dnc_entries_holds on dnc_entries (account_id, number_hash, scope, channel)
    where released_at is null;
create index ix_dnc_entries_number on dnc_entries (account_id, number_hash);

create table sms_choices (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    stopped boolean not null,
    message_id text not null,
    at timestamptz not null,
    constraint pk_sms_choices primary key (account_id, id),
    constraint fk_sms_choices_account_id foreign key (account_id) references accounts (id)
);
create unique index ix_sms_choices_message on sms_choices (account_id, message_id);
create index ix_sms_choices_number on sms_choices (account_id, number_hash);

create table operator_dnc_entries (
    id varchar collate "C" not null,
    number_hash bytea not null,
    source text not null,
    reason text not null,
    added_at timestamptz not null,
    added_by varchar collate "C",
    released_at timestamptz,
    released_by varchar collate "C",
    release_reason text not null,
    constraint pk_operator_dnc_entries primary key (id)
);
create unique index ix_operator_dnc_entries_holds on operator_dnc_entries (number_hash)
    where released_at is null;

create table number_lists (
    id varchar collate "C" not null,
    no integer generated always as identity not null,
    kind text not null,
    state text,
    flag text,
    list_date date not null,
    status text not null,
    file_name text not null,
    file_sha256 text,
    bytes_total bigint not null,
    bytes_read bigint not null,
    rows_kept bigint not null,
    rows_refused bigint not null,
    problem text,
    began_at timestamptz not null,
    beat_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_number_lists primary key (id),
    constraint uq_number_lists_no unique (no)
);

create table listed_numbers (
    list_no integer not null,
    number_key bigint not null,
    on_day date,
    constraint pk_listed_numbers primary key (list_no, number_key)
);

create unlogged table listed_staging (
    number_key bigint not null,
    on_day date
);

create table opt_out_requests (
    id varchar collate "C" not null,
    number_hash bytea not null,
    code text not null,
    token_hash bytea not null,
    language text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    constraint pk_opt_out_requests primary key (id),
    constraint uq_opt_out_requests_token_hash unique (token_hash)
);
create index ix_opt_out_requests_number on opt_out_requests (number_hash);
"""

_CLOSED = (
    *("dnc_entries", "sms_choices", "operator_dnc_entries", "number_lists", "listed_numbers"),
    # Not listed_staging: rows cannot be copied into a table with row level security, and it holds no names.
    "opt_out_requests",
)


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in _CLOSED:
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
