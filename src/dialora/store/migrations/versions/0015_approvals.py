"""What the operator has found out about accounts, and lets them do."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"

_TABLE = """
create table account_approvals (
    account_id varchar collate "C" not null,
    identity text not null,
    policy_accepted boolean not null,
    emergencies boolean not null,
    exempt_landlines boolean not null,
    seller_states text[] not null,
    constraint pk_account_approvals primary key (account_id),
    constraint fk_account_approvals_account_id foreign key (account_id) references accounts (id)
);
alter table account_approvals enable row level security;
alter table account_approvals force row level security;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_TABLE)
