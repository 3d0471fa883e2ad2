"""What an account's calls say, version by version, and the version that each call was spoken with."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

_TABLES = """
create table call_wordings (
    account_id varchar collate "C" not null,
    version integer not null,
    words text not null,
    saved_by text not null,
    saved_by_name text not null,
    saved_at timestamptz not null,
    constraint pk_call_wordings primary key (account_id, version),
    constraint fk_call_wordings_account_id foreign key (account_id) references accounts (id)
);

create table call_wordings_spoken (
    account_id varchar collate "C" not null,
    call_id varchar collate "C" not null,
    version integer not null,
    constraint pk_call_wordings_spoken primary key (account_id, call_id),
    constraint fk_call_wordings_spoken_account_id_version foreign key (account_id, version)
        references call_wordings (account_id, version),
    constraint fk_call_wordings_spoken_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id),
    constraint fk_call_wordings_spoken_account_id foreign key (account_id) references accounts (id)
);
"""


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in ("call_wordings", "call_wordings_spoken"):
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
