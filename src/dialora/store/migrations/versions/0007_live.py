"""Where a process is reached by the others, and callers put through to a person."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = """
alter table processes add column address text;

create table transfers (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    name text not null,
    number text not null,
    state text not null,
    decision_id varchar collate "C" not null,
    asked_at timestamptz not null,
    rung_at timestamptz,
    constraint pk_transfers primary key (account_id, call_id),
    constraint fk_transfers_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_transfers_account_id_decision_id foreign key (account_id, decision_id)
        references decisions (account_id, id),
    constraint fk_transfers_account_id foreign key (account_id) references accounts (id)
);
alter table transfers enable row level security;
alter table transfers force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
