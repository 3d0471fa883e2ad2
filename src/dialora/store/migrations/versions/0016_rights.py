"""The rights of people: requests, holds, retention, what law keeps; and columns that can be forgotten."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

_TABLES = """
create table person_requests (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    kind text not null,
    number_hash bytea not null,
    number_sealed bytea,
    state text not null,
    counts jsonb not null,
    restricted jsonb not null,
    problem text,
    size bigint,
    asked_by varchar collate "C" not null,
    asked_by_name text not null,
    asked_at timestamptz not null,
    ended_at timestamptz,
    expires_at timestamptz,
    owed text[] not null,
    constraint pk_person_requests primary key (account_id, id),
    constraint fk_person_requests_account_id foreign key (account_id) references accounts (id)
);
create index ix_person_requests_number on person_requests (account_id, number_hash);
create index ix_person_requests_state on person_requests (state);

create table legal_holds (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    scope text not null,
    number_hash bytea,
    number_sealed bytea,
    call_id varchar collate "C",
    reason_sealed bytea not null,
    placed_by varchar collate "C" not null,
    placed_by_name text not null,
    placed_at timestamptz not null,
    released_at timestamptz,
    released_by varchar collate "C",
    released_by_name text not null,
    release_reason_sealed bytea not null,
    constraint pk_legal_holds primary key (account_id, id),
    constraint fk_legal_holds_account_id foreign key (account_id) references accounts (id),
    constraint fk_legal_holds_account_id_call_id foreign key (account_id, call_id)
        references calls (account_id, id)
);

create table retention_rules (
    account_id varchar collate "C" not null,
    audio_days integer,
    transcript_days integer,
    message_days integer,
    record_days integer,
    constraint pk_retention_rules primary key (account_id),
    constraint fk_retention_rules_account_id foreign key (account_id) references accounts (id)
);

create table purge_reports (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    retention jsonb not null,
    deleted jsonb not null,
    held jsonb not null,
    constraint pk_purge_reports primary key (account_id, id),
    constraint fk_purge_reports_account_id foreign key (account_id) references accounts (id)
);

create table restricted_people (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    number_hash bytea not null,
    key_sealed bytea not null,
    restricted_at timestamptz not null,
    keep_until timestamptz not null,
    constraint pk_restricted_people primary key (account_id, id),
    constraint fk_restricted_people_account_id foreign key (account_id) references accounts (id)
);
create index ix_restricted_people_number on restricted_people (account_id, number_hash);

create table restricted_records (
    account_id varchar collate "C" not null,
    id varchar collate "C" not null,
    person_id varchar collate "C" not null,
    kind text not null,
    subject_id varchar collate "C" not null,
    sealed bytea not null,
    constraint pk_restricted_records primary key (account_id, id),
    constraint fk_restricted_records_account_id foreign key (account_id) references accounts (id),
    constraint fk_restricted_records_account_id_person_id foreign key (account_id, person_id)
        references restricted_people (account_id, id)
);
create index ix_restricted_records_person on restricted_records (account_id, person_id);
"""

_CLOSED = (
    *("person_requests", "legal_holds", "retention_rules", "purge_reports"),
    *("restricted_people", "restricted_records"),
)

# What was decided on is found by whom it was about; what names somebody may become nothing.
_COLUMNS = """
alter table decisions add column number_hash bytea;
create index ix_decisions_number on decisions (account_id, number_hash);
alter table attempts alter column number_sealed drop not null;
alter table dnc_entries alter column number_sealed drop not null;
alter table dnc_entries alter column reason_sealed drop not null;
alter table consent_evidence alter column name_sealed drop not null;
alter table consent_evidence add column restricted_at timestamptz;
alter table calls add column sound_purged boolean not null default false;
alter table calls add column words_purged boolean not null default false;
create index ix_calls_with_sound on calls (account_id, created_at) where not sound_purged;
create index ix_calls_with_words on calls (account_id, created_at) where not words_purged;
"""

# Records are never changed. These columns of them may become nothing, and may become nothing else.
_FORGETTING = """
create function only_forgets() returns trigger language plpgsql set search_path = public as $$
declare
    forgotten text;
begin
    foreach forgotten in array tg_argv loop
        if coalesce(to_jsonb(new) ->> forgotten, '') <> ''
            and (to_jsonb(new) ->> forgotten) is distinct from (to_jsonb(old) ->> forgotten) then
            raise insufficient_privilege
                using message = forgotten || ' of ' || tg_table_name || ' can only be forgotten';
        end if;
    end loop;
    return new;
end
$$;
"""
_FORGETTABLE = {
    "consents": ("person_sealed", "visitor"),
    "decisions": ("inputs_sealed",),
    "notices": ("text",),
    "dnc_entries": ("number_sealed", "reason_sealed"),
    "consent_evidence": ("name_sealed",),
}


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    for table in _CLOSED:
        connection.exec_driver_sql(f"alter table {table} enable row level security")
        connection.exec_driver_sql(f"alter table {table} force row level security")
    connection.exec_driver_sql(_COLUMNS)
    connection.exec_driver_sql(_FORGETTING)
    for table, columns in _FORGETTABLE.items():
        names = ", ".join(f"'{column}'" for column in columns)
        connection.exec_driver_sql(
            f"create trigger only_forgets before update of {', '.join(columns)} on {table}"
            f" for each row execute function only_forgets({names})"
        )
