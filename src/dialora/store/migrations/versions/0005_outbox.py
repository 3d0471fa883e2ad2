"""Events, whom they are sent to, and the queue that rings for them."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0005"
down_revision = "0004"

_TABLES = """
create table events (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    type text not null,
    subject_id varchar collate "C" not null,
    subject_sealed bytea not null,
    created_at timestamptz not null,
    constraint pk_events primary key (account_id, id),
    constraint fk_events_account_id foreign key (account_id) references accounts (id)
);
create index ix_events_type on events (account_id, type, id);
create index ix_events_subject on events (account_id, subject_id);
create index ix_events_created_at on events (account_id, created_at);

create table webhook_endpoints (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    url_sealed bytea not null,
    description text not null,
    events text[] not null,
    off text,
    failing_since timestamptz,
    secret_sealed bytea not null,
    old_secret_sealed bytea,
    old_secret_until timestamptz,
    created_at timestamptz not null,
    constraint pk_webhook_endpoints primary key (account_id, id),
    constraint fk_webhook_endpoints_account_id foreign key (account_id) references accounts (id)
);

create table recipients (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    email text not null,
    events text[] not null,
    created_at timestamptz not null,
    constraint pk_recipients primary key (account_id, id),
    constraint uq_recipients_account_id_email unique (account_id, email),
    constraint fk_recipients_account_id foreign key (account_id) references accounts (id)
);

create table deliveries (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    event_id varchar collate "C" not null,
    event_type text not null,
    kind text not null,
    target_id varchar collate "C" not null,
    status text not null,
    attempts integer not null,
    tries integer not null,
    due_at timestamptz,
    created_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_deliveries primary key (account_id, id),
    constraint fk_deliveries_account_id_event_id foreign key (account_id, event_id)
        references events (account_id, id) on delete cascade,
    constraint uq_deliveries_account_id_target_id_event_id unique (account_id, target_id, event_id),
    constraint fk_deliveries_account_id foreign key (account_id) references accounts (id)
);
create index ix_deliveries_due on deliveries (due_at) where status in ('pending', 'sending');
create index ix_deliveries_sending on deliveries (account_id, target_id) where status = 'sending';
create index ix_deliveries_target on deliveries (account_id, target_id, id);
create index ix_deliveries_event on deliveries (account_id, event_id);

create table delivery_attempts (
    account_id varchar collate "C" not null,
    delivery_id varchar collate "C" not null,
    number integer not null,
    at timestamptz not null,
    took_ms integer not null,
    status integer,
    problem text,
    answer_sealed bytea not null,
    constraint pk_delivery_attempts primary key (account_id, delivery_id, number),
    constraint fk_delivery_attempts_account_id_delivery_id foreign key (account_id, delivery_id)
        references deliveries (account_id, id) on delete cascade,
    constraint fk_delivery_attempts_account_id foreign key (account_id) references accounts (id)
);
"""

#: Answers kept for repeated requests may hold a secret that is shown once. Of those from before, none is
#: worth keeping.
_SEALED_ANSWERS = """
truncate idempotency_keys;
alter table idempotency_keys drop column body, add column body_sealed bytea;
"""

#: The one thing our other logins may do to the queue: ask a worker to come, once or at a time. It holds
#: ids and nothing else. The same bell at the same time rings once.
_BELL = """
create function ring_for_delivery(account_id text, delivery_id text, due timestamptz, wait double precision)
returns void language plpgsql security definer set search_path = queue, pg_temp as $$
begin
    perform procrastinate_defer_jobs_v1(array[row(
        'outbox',
        'deliver',
        0,
        null,
        delivery_id || ' ' || extract(epoch from due)::text,
        jsonb_build_object('account_id', account_id, 'delivery_id', delivery_id),
        case when wait > 0 then clock_timestamp() + make_interval(secs => wait) end
    )]::procrastinate_job_to_defer_v1[]);
exception when unique_violation then
    null;
end;
$$;
revoke all on function ring_for_delivery(text, text, timestamptz, double precision) from public;
"""


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in ("events", "webhook_endpoints", "recipients", "deliveries", "delivery_attempts"):
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
    connection.exec_driver_sql(_SEALED_ANSWERS)
    before = connection.exec_driver_sql("select current_setting('search_path')").scalar_one()
    connection.exec_driver_sql("create schema queue")
    connection.exec_driver_sql("set local search_path = queue")
    # The library's own, in a schema of its own: no login of ours but the queue's may look into it.
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.exec_driver_sql(f"set local search_path = {before}")
    connection.exec_driver_sql(_BELL)
