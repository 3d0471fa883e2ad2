"""How fast an agent speaks, drafts of agents, who published a version, what a test call of a draft was
spoken with."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = """
alter table agents add column voice_speed double precision not null default 1;

alter table agent_versions
    add column published_at timestamptz,
    add column published_by text;

create table agent_drafts (
    account_id varchar collate "C" not null,
    agent_id varchar collate "C" not null,
    agent jsonb not null,
    revision varchar collate "C" not null,
    changed_at timestamptz not null,
    changed_by text not null,
    constraint pk_agent_drafts primary key (account_id, agent_id),
    constraint fk_agent_drafts_account_id_agent_id foreign key (account_id, agent_id)
        references agents (account_id, id),
    constraint fk_agent_drafts_account_id foreign key (account_id) references accounts (id)
);
alter table agent_drafts enable row level security;
alter table agent_drafts force row level security;

create table agent_trials (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    agent jsonb not null,
    constraint pk_agent_trials primary key (account_id, call_id),
    constraint fk_agent_trials_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_agent_trials_account_id foreign key (account_id) references accounts (id)
);
alter table agent_trials enable row level security;
alter table agent_trials force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLES)
