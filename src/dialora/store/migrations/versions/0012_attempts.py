"""Attempts to reach somebody by telephone, and what the carrier calls our numbers."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

_TABLES = """
create table attempts (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    number_hash bytea not null,
    number_sealed bytea not null,
    purpose text not null,
    subject text,
    about_sealed bytea not null,
    agent_id varchar collate "C" not null,
    agent_version integer not null,
    number_id varchar collate "C",
    state text not null,
    problem text,
    decision_id varchar collate "C",
    cleared_at timestamptz,
    carrier_call_id text,
    idempotency_key text,
    asked_by varchar collate "C" not null,
    test boolean not null,
    created_at timestamptz not null,
    cancel_asked_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    constraint pk_attempts primary key (account_id, id),
    constraint uq_attempts_carrier_call_id unique (carrier_call_id),
    constraint uq_attempts_account_id_call_id unique (account_id, call_id),
    constraint uq_attempts_account_id_idempotency_key unique (account_id, idempotency_key),
    constraint fk_attempts_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_attempts_account_id_agent_id foreign key (account_id, agent_id)
        references agents (account_id, id),
    constraint fk_attempts_account_id_decision_id foreign key (account_id, decision_id)
        references decisions (account_id, id),
    constraint fk_attempts_account_id foreign key (account_id) references accounts (id)
);
create index ix_attempts_number on attempts (account_id, number_hash, created_at);
create index ix_attempts_open on attempts (state)
    where state in ('queued', 'posting', 'unknown', 'dialing', 'ringing', 'answered');
alter table attempts enable row level security;
alter table attempts force row level security;

-- What the carrier calls the number, and when it was last asked whose it is.
alter table phone_numbers add column carrier_number_id text, add column checked_at timestamptz;
update phone_numbers set checked_at = verified_at;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
