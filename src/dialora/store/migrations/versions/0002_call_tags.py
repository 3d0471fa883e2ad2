"""Tags on calls."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = """
create table call_tags (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    tag text collate "C" not null,
    added_at timestamptz not null,
    constraint pk_call_tags primary key (account_id, call_id, tag),
    constraint fk_call_tags_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_call_tags_account_id foreign key (account_id) references accounts (id)
);
create index ix_call_tags_tag on call_tags (account_id, tag, call_id);
alter table call_tags enable row level security;
alter table call_tags force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
