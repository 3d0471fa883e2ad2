"""The first tables. Every one is closed by row level security; who may see what is `access.py`."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
create table access_state (
    fingerprint varchar not null
);

create table agencies (
    id varchar collate "C" not null,
    name text not null,
    created_at timestamptz not null,
    constraint pk_agencies primary key (id)
);

create table processes (
    id varchar collate "C" not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    leased_until timestamptz not null,
    constraint pk_processes primary key (id)
);

create table sign_in_attempts (
    subject bytea not null,
    count integer not null,
    since timestamptz not null,
    constraint pk_sign_in_attempts primary key (subject)
);

create table accounts (
    id varchar collate "C" not null,
    agency_id varchar collate "C" not null,
    name text not null,
    seller text not null,
    country text not null,
    state text,
    zone text not null,
    standing text not null,
    data_key bytea not null,
    created_at timestamptz not null,
    constraint pk_accounts primary key (id),
    constraint uq_accounts_agency_id_id unique (agency_id, id),
    constraint fk_accounts_agency_id foreign key (agency_id) references agencies (id)
);

create table api_keys (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    mode text not null,
    secret_hash bytea not null,
    last_four text not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint pk_api_keys primary key (account_id, id),
    constraint fk_api_keys_account_id foreign key (account_id) references accounts (id),
    constraint uq_api_keys_secret_hash unique (secret_hash)
);

create table calendars (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    key bigint generated always as identity,
    name text not null,
    created_at timestamptz not null,
    constraint pk_calendars primary key (account_id, id),
    constraint uq_calendars_account_id_id_key unique (account_id, id, key),
    constraint fk_calendars_account_id foreign key (account_id) references accounts (id),
    constraint uq_calendars_key unique (key)
);

create table decisions (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    decision text not null,
    reason text not null,
    payload text not null,
    inputs_sealed bytea,
    at timestamptz not null,
    constraint pk_decisions primary key (account_id, id),
    constraint fk_decisions_account_id foreign key (account_id) references accounts (id)
);

create table idempotency_keys (
    account_id varchar collate "C" not null,
    key text not null,
    request_hash bytea not null,
    status integer,
    body text,
    created_at timestamptz not null,
    constraint pk_idempotency_keys primary key (account_id, key),
    constraint fk_idempotency_keys_account_id foreign key (account_id) references accounts (id)
);

create table ledger_entries (
    account_id varchar collate "C" not null,
    seq bigint not null,
    kind text not null,
    subject_id varchar collate "C" not null,
    payload text not null,
    payload_hash bytea not null,
    previous_hash bytea not null,
    hash bytea not null,
    at timestamptz not null,
    constraint pk_ledger_entries primary key (account_id, seq),
    constraint fk_ledger_entries_account_id foreign key (account_id) references accounts (id)
);

create table ledger_heads (
    account_id varchar collate "C" not null,
    seq bigint not null,
    hash bytea not null,
    signature bytea,
    constraint pk_ledger_heads primary key (account_id),
    constraint fk_ledger_heads_account_id foreign key (account_id) references accounts (id)
);

create table members (
    id varchar collate "C" not null,
    email text not null,
    name text not null,
    role text not null,
    agency_id varchar collate "C",
    account_id varchar collate "C",
    password_hash text not null,
    disabled boolean not null,
    created_at timestamptz not null,
    constraint pk_members primary key (id),
    constraint fk_members_agency_id_account_id foreign key (agency_id, account_id)
        references accounts (agency_id, id),
    constraint ck_members_email_lower check (email = lower(email)),
    constraint ck_members_role_fits check (
        case role
            when 'operator' then agency_id is null and account_id is null
            when 'agency_admin' then agency_id is not null and account_id is null
            else agency_id is not null and account_id is not null
        end
    ),
    constraint uq_members_email unique (email),
    constraint fk_members_agency_id foreign key (agency_id) references agencies (id)
);
create index ix_members_account_id on members (account_id);

create table agents (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    name text not null,
    purpose text not null,
    language text not null,
    greeting text not null,
    recording_wanted boolean not null,
    calendar_id varchar collate "C" not null,
    business jsonb not null,
    version integer not null,
    created_at timestamptz not null,
    constraint pk_agents primary key (account_id, id),
    constraint fk_agents_account_id_calendar_id foreign key (account_id, calendar_id)
        references calendars (account_id, id),
    constraint fk_agents_account_id foreign key (account_id) references accounts (id)
);

create table web_sessions (
    token_hash bytea not null,
    member_id varchar collate "C" not null,
    account_id varchar collate "C",
    csrf_token text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint pk_web_sessions primary key (token_hash),
    constraint fk_web_sessions_member_id foreign key (member_id) references members (id),
    constraint fk_web_sessions_account_id foreign key (account_id) references accounts (id)
);
create index ix_web_sessions_member_id on web_sessions (member_id);

create table agent_versions (
    account_id varchar collate "C" not null,
    agent_id varchar collate "C" not null,
    version integer not null,
    agent jsonb not null,
    constraint pk_agent_versions primary key (account_id, agent_id, version),
    constraint fk_agent_versions_account_id_agent_id foreign key (account_id, agent_id)
        references agents (account_id, id),
    constraint fk_agent_versions_account_id foreign key (account_id) references accounts (id)
);

create table calls (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    agent_id varchar collate "C",
    agent_version integer,
    direction text not null,
    line text not null,
    number text,
    peer text,
    test boolean not null,
    status text not null,
    end_reason text,
    decision_id varchar collate "C",
    carrier_call_id text,
    recording text not null,
    outcome text,
    created_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz,
    process_id varchar collate "C",
    constraint pk_calls primary key (account_id, id),
    constraint fk_calls_account_id_agent_id foreign key (account_id, agent_id)
        references agents (account_id, id),
    constraint fk_calls_account_id_decision_id foreign key (account_id, decision_id)
        references decisions (account_id, id),
    constraint fk_calls_account_id foreign key (account_id) references accounts (id),
    constraint uq_calls_carrier_call_id unique (carrier_call_id)
);
create index ix_calls_open on calls (status) where status in ('ringing', 'in_progress');
create index ix_calls_without_record on calls (process_id) where end_reason is null;

create table phone_numbers (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number text not null,
    carrier text not null,
    carrier_account_id text not null,
    auth_token_sealed bytea,
    agent_id varchar collate "C",
    ownership text not null,
    verified boolean not null,
    verified_at timestamptz,
    created_at timestamptz not null,
    constraint pk_phone_numbers primary key (account_id, id),
    constraint fk_phone_numbers_account_id_agent_id foreign key (account_id, agent_id)
        references agents (account_id, id),
    constraint uq_phone_numbers_carrier_number unique (carrier, number),
    constraint fk_phone_numbers_account_id foreign key (account_id) references accounts (id)
);
create index ix_phone_numbers_carrier_account on phone_numbers (carrier, carrier_account_id);

create table appointments (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    calendar_id varchar collate "C" not null,
    calendar_key bigint not null,
    service_key text not null,
    service_name text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    name text not null,
    phone text,
    status text not null,
    call_id varchar collate "C",
    created_at timestamptz not null,
    constraint pk_appointments primary key (account_id, id),
    constraint fk_appointments_calendar foreign key (account_id, calendar_id, calendar_key)
        references calendars (account_id, id, key),
    constraint fk_appointments_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint ck_appointments_starts_before_it_ends check (starts_at < ends_at),
    constraint one_booking_at_a_time exclude using gist (
        int8range(calendar_key, calendar_key, '[]') with &&, tstzrange(starts_at, ends_at) with &&
    ) where (status = 'booked'),
    constraint fk_appointments_account_id foreign key (account_id) references accounts (id)
);
create index ix_appointments_time on appointments (account_id, calendar_id, starts_at);

create table messages (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    call_id varchar collate "C",
    name text not null,
    phone text,
    text_sealed bytea not null,
    answered_at timestamptz,
    created_at timestamptz not null,
    constraint pk_messages primary key (account_id, id),
    constraint fk_messages_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_messages_account_id foreign key (account_id) references accounts (id)
);

create table notices (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    start_ms integer not null,
    kind text not null,
    text text not null,
    language text not null,
    end_ms integer not null,
    audio_sha256 text not null,
    constraint pk_notices primary key (account_id, call_id, start_ms),
    constraint fk_notices_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_notices_account_id foreign key (account_id) references accounts (id)
);

create table revocations (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    scope text not null,
    via text not null,
    call_id varchar collate "C",
    at timestamptz not null,
    constraint pk_revocations primary key (account_id, id),
    constraint fk_revocations_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_revocations_account_id foreign key (account_id) references accounts (id)
);
create index ix_revocations_number on revocations (account_id, number_hash);

create table stream_tokens (
    token_hash bytea not null,
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    expires_at timestamptz not null,
    constraint pk_stream_tokens primary key (token_hash),
    constraint fk_stream_tokens_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id)
);
create index ix_stream_tokens_call on stream_tokens (account_id, call_id);

create table turns (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    index integer not null,
    caller_text_sealed bytea,
    caller_start_ms integer,
    caller_end_ms integer,
    agent_text_sealed bytea,
    agent_heard_text_sealed bytea,
    agent_start_ms integer,
    agent_end_ms integer,
    interrupted boolean not null,
    latency jsonb,
    tools jsonb not null,
    constraint pk_turns primary key (account_id, call_id, index),
    constraint fk_turns_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_turns_account_id foreign key (account_id) references accounts (id)
);
"""

_OUR_TABLES = (
    "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'"
    " and relname not in ('alembic_version', 'access_state')"
)


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in connection.exec_driver_sql(_OUR_TABLES).scalars().all():
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
