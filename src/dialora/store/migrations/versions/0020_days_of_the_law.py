"""What the law decided, counted by days and found by what it was about; when a chain was last checked."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0017"

_TABLES = """
alter table decisions add column purpose text;

create table decision_days (
    account_id varchar collate "C" not null,
    day date not null,
    purpose text not null,
    decision text not null,
    reason text not null,
    decisions bigint not null,
    constraint pk_decision_days primary key (account_id, day, purpose, decision, reason),
    constraint fk_decision_days_account_id foreign key (account_id) references accounts (id)
);

create table ledger_checks (
    account_id varchar collate "C" not null,
    at timestamptz not null,
    entries bigint not null,
    problem text,
    constraint pk_ledger_checks primary key (account_id),
    constraint fk_ledger_checks_account_id foreign key (account_id) references accounts (id)
);
"""

# What was decided before is counted too, as far as a call still says what it was about.
_BEFORE = """
set local dialora.sees_all = 'on';
alter table decisions no force row level security;
update decisions d set purpose = a.purpose from attempts a
    where a.account_id = d.account_id and a.decision_id = d.id;
update decisions d set purpose = 'inbound' from calls c
    where d.purpose is null and c.account_id = d.account_id and c.decision_id = d.id
    and c.direction = 'inbound';
insert into decision_days (account_id, day, purpose, decision, reason, decisions)
    select d.account_id, timezone(a.zone, d.at)::date, d.purpose, d.decision, d.reason, count(*)
    from decisions d join accounts a on a.id = d.account_id
    where d.purpose is not null group by 1, 2, 3, 4, 5;
alter table decisions force row level security;
"""

_CLOSED = """
alter table decision_days enable row level security;
alter table decision_days force row level security;
alter table ledger_checks enable row level security;
alter table ledger_checks force row level security;

create index ix_decisions_at on decisions (account_id, at, id);
create index ix_decisions_reason on decisions (account_id, reason, id);
create index ix_decisions_verdict on decisions (account_id, decision, id);
create index ix_decisions_purpose on decisions (account_id, purpose, id);
create index ix_calls_decision on calls (account_id, decision_id);
create index ix_attempts_decision on attempts (account_id, decision_id);
create index ix_ledger_entries_consents on ledger_entries (account_id, at, kind)
    where kind in ('consent', 'consent_withdrawn');
create index ix_dnc_entries_added on dnc_entries (account_id, added_at);
"""


def upgrade() -> None:
    for step in (_TABLES, _BEFORE, _CLOSED):
        op.get_bind().exec_driver_sql(step)
