"""Several calendars beside each other, what changed of an appointment, and feeds for calendar programs."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_TABLES = """
alter table calendars
    add column beside_id varchar collate "C",
    add column not_for text[] not null default '{}',
    add column retired_at timestamptz,
    add constraint fk_calendars_account_id_beside_id foreign key (account_id, beside_id)
        references calendars (account_id, id);

alter table appointments
    add column version integer not null default 1,
    add column changed_at timestamptz;

create table calendar_feeds (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    calendar_id varchar collate "C",
    with_names boolean not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    read_at timestamptz,
    revoked_at timestamptz,
    constraint pk_calendar_feeds primary key (account_id, id),
    constraint fk_calendar_feeds_account_id_calendar_id foreign key (account_id, calendar_id)
        references calendars (account_id, id),
    constraint uq_calendar_feeds_token_hash unique (token_hash),
    constraint fk_calendar_feeds_account_id foreign key (account_id) references accounts (id)
);
alter table calendar_feeds enable row level security;
alter table calendar_feeds force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
