"""What calls are found by: what came of them, hashed words, saved views, and an index for each question."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

_CALLS = """
alter table calls
    add column wrapped_up boolean not null default false,
    add column booked boolean not null default false,
    add column left_message boolean not null default false,
    add column answers integer not null default 0,
    add column answers_in_time integer not null default 0,
    add column result text generated always as (
        case
            when status in ('ringing', 'in_progress') then null
            when status = 'refused' then 'refused'
            when status = 'failed' or end_reason in ('process_lost', 'line_lost', 'error') then 'lost'
            when status in ('busy', 'no_answer', 'canceled') or end_reason = 'not_connected' then 'missed'
            when end_reason = 'opted_out' then 'opted_out'
            when booked then 'booked'
            when end_reason = 'transferred' then 'transferred'
            when left_message then 'message'
            else 'answered'
        end
    ) stored,
    add column length text generated always as (
        case
            when answered_at is null or ended_at is null then null
            when ended_at - answered_at < interval '30 seconds' then 'moments'
            when ended_at - answered_at < interval '2 minutes' then 'short'
            when ended_at - answered_at < interval '10 minutes' then 'medium'
            else 'long'
        end
    ) stored,
    add column peer_end text generated always as (right(peer, 4)) stored;

create index ix_calls_when on calls (account_id, created_at, id);
create index ix_calls_result on calls (account_id, result, created_at);
create index ix_calls_reason on calls (account_id, end_reason, created_at);
create index ix_calls_direction on calls (account_id, direction, created_at);
create index ix_calls_agent on calls (account_id, agent_id, created_at);
create index ix_calls_number on calls (account_id, number, created_at);
create index ix_calls_peer on calls (account_id, peer_end, created_at);
create index ix_calls_recording on calls (account_id, recording, created_at);
create index ix_calls_length on calls (account_id, length, created_at);
create index ix_calls_test on calls (account_id, created_at) where test;
create index ix_calls_not_wrapped_up on calls (id) where not wrapped_up;

create index ix_appointments_call on appointments (account_id, call_id);
create index ix_appointments_made on appointments (account_id, created_at);
create index ix_messages_call on messages (account_id, call_id);
create index ix_messages_unanswered on messages (account_id, id) where answered_at is null;
"""

_TABLES = """
create table call_words (
    account_id varchar collate "C" not null,
    day date not null,
    word bigint not null,
    calls bigint[] not null,
    constraint pk_call_words primary key (account_id, day, word),
    constraint fk_call_words_account_id foreign key (account_id) references accounts (id)
);

create table call_views (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    member_id varchar collate "C",
    name text not null,
    query_sealed bytea not null,
    created_at timestamptz not null,
    constraint pk_call_views primary key (account_id, id),
    constraint fk_call_views_account_id foreign key (account_id) references accounts (id),
    constraint fk_call_views_member_id foreign key (member_id) references members (id)
);

create table call_view_defaults (
    account_id varchar collate "C" not null,
    member_id varchar collate "C" not null,
    view_id varchar collate "C" not null,
    constraint pk_call_view_defaults primary key (account_id, member_id),
    constraint fk_call_view_defaults_account_id foreign key (account_id) references accounts (id),
    constraint fk_call_view_defaults_member_id foreign key (member_id) references members (id),
    constraint fk_call_view_defaults_account_id_view_id foreign key (account_id, view_id)
        references call_views (account_id, id)
);
"""

_NEW = ("call_words", "call_views", "call_view_defaults")


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_CALLS)
    connection.exec_driver_sql(_TABLES)
    for table in _NEW:
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
