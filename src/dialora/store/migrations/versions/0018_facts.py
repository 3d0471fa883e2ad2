"""Facts that rules ask for and only people can say; where an account may call, and what it may spend."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0020"

_TABLES = """
alter table account_approvals add column countries text[] not null default '{}';
alter table account_approvals alter column countries drop default;
alter table account_approvals add column spend_day_micros bigint;
alter table account_approvals add column spend_currency text;

alter table attempts add column debt_id text;
alter table attempts add column callback_at timestamptz;

create table calling_settings (
    account_id varchar collate "C" not null,
    countries text[],
    spend_day_micros bigint,
    currency text,
    changed_at timestamptz,
    changed_by text,
    constraint pk_calling_settings primary key (account_id),
    constraint fk_calling_settings_account_id foreign key (account_id) references accounts (id)
);

create table deals (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    number_sealed bytea,
    kind text not null,
    on_day date not null,
    source text not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    removed_at timestamptz,
    removed_by text,
    constraint pk_deals primary key (account_id, id),
    constraint fk_deals_account_id foreign key (account_id) references accounts (id)
);
create index ix_deals_number on deals (account_id, number_hash, kind, on_day);

create table text_registrations (
    account_id varchar collate "C" not null,
    number_id varchar collate "C" not null,
    registered text not null,
    reference text,
    source text not null,
    checked_at timestamptz not null,
    constraint pk_text_registrations primary key (account_id, number_id),
    constraint fk_text_registrations_account_id foreign key (account_id) references accounts (id),
    constraint fk_text_registrations_account_id_number_id foreign key (account_id, number_id)
        references phone_numbers (account_id, id) on delete cascade
);

create table declared_emergencies (
    id varchar collate "C" not null,
    state text not null,
    reason text not null,
    from_at timestamptz not null,
    until timestamptz not null,
    declared_at timestamptz not null,
    declared_by text not null,
    ended_at timestamptz,
    ended_by text,
    end_reason text,
    constraint pk_declared_emergencies primary key (id)
);
"""

_OF_ACCOUNTS = ("calling_settings", "deals", "text_registrations")


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in (*_OF_ACCOUNTS, "declared_emergencies"):
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
