"""Notes on calls, links to share them, carriers' prices and what calls cost."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_TABLES = """
create table call_notes (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    author_id varchar collate "C" not null,
    author_name text not null,
    text_sealed bytea not null,
    created_at timestamptz not null,
    deleted_at timestamptz,
    constraint pk_call_notes primary key (account_id, id),
    constraint fk_call_notes_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_call_notes_account_id foreign key (account_id) references accounts (id)
);
create index ix_call_notes_call on call_notes (account_id, call_id);

create table share_links (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    token_hash bytea not null,
    with_sound boolean not null,
    author_id varchar collate "C" not null,
    author_name text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    opened integer not null,
    last_opened_at timestamptz,
    constraint pk_share_links primary key (account_id, id),
    constraint uq_share_links_token_hash unique (token_hash),
    constraint fk_share_links_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_share_links_account_id foreign key (account_id) references accounts (id)
);
create index ix_share_links_call on share_links (account_id, call_id);

create table carrier_prices (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_id varchar collate "C",
    micros_per_minute bigint not null,
    step_s integer not null,
    currency text not null,
    source text not null,
    set_by text not null,
    set_at timestamptz not null,
    constraint pk_carrier_prices primary key (account_id, id),
    constraint fk_carrier_prices_account_id_number_id foreign key (account_id, number_id)
        references phone_numbers (account_id, id) on delete cascade,
    constraint fk_carrier_prices_account_id foreign key (account_id) references accounts (id)
);

create table call_costs (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    part text not null,
    quantity bigint not null,
    unit text not null,
    micros bigint,
    currency text not null,
    source text not null,
    settled_at timestamptz not null,
    constraint pk_call_costs primary key (account_id, call_id, part),
    constraint fk_call_costs_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_call_costs_account_id foreign key (account_id) references accounts (id)
);
"""


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in ("call_notes", "share_links", "carrier_prices", "call_costs"):
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
