"""Calls that only take a message, and what callers of an account may use up."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_TABLES = """
alter table calls add column takes_message boolean not null default false;

create table call_limits (
    account_id varchar collate "C" not null,
    caller_hour integer,
    caller_day integer,
    account_day integer,
    longest_s integer,
    silence_s integer,
    constraint pk_call_limits primary key (account_id),
    constraint fk_call_limits_account_id foreign key (account_id) references accounts (id)
);
alter table call_limits enable row level security;
alter table call_limits force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
