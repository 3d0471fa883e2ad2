"""Who may touch which table: the grants and row policies of our roles, as a table to read.

The app role sees one account: every policy asks `app.account`, which is set for one transaction.
The platform role sees across accounts, in a few columns, to find whose a thing is.
The queue's role sees the queue of jobs alone, which holds ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, text

from dialora.store.roles import DatabaseUrls

_READ_WRITE = "select, insert, update"
_ALL = "select, insert, update, delete"

#: What the app role may do to an account's own rows. No row of the ledger is ever changed or removed. The
#: sealed columns of records can be updated to nothing alone (the triggers of migration 0016), which forgets
#: whom a record names and leaves the record.
APP_GRANTS = {
    "accounts": "select, update (name, seller, country, state, zone)",
    "account_approvals": "select",
    "members": _READ_WRITE,
    "api_keys": _READ_WRITE,
    "calendars": _READ_WRITE,
    "calendar_feeds": _READ_WRITE,
    "agents": _READ_WRITE,
    "agent_versions": "select, insert",
    "agent_drafts": _ALL,
    "agent_trials": "select, insert",
    "phone_numbers": _ALL,
    "calling_settings": _READ_WRITE,
    "calls": _READ_WRITE,
    "call_limits": _READ_WRITE,
    "turns": _ALL,
    "transfers": _READ_WRITE,
    "attempts": _READ_WRITE,
    "call_tags": "select, insert, delete",
    "call_notes": _ALL,
    "call_costs": "select, insert, delete",
    "carrier_prices": "select, insert",
    "share_links": _READ_WRITE,
    "call_words": _ALL,
    "call_views": _ALL,
    "call_view_defaults": _ALL,
    "notices": "select, insert, update (text)",
    "call_wordings": "select, insert",
    "call_wordings_spoken": "select, insert",
    "appointments": _READ_WRITE,
    "messages": _ALL,
    "revocations": "select, insert",
    "dnc_entries": "select, insert, update (released_at, released_by, released_by_name,"
    " release_reason_sealed, number_sealed, reason_sealed)",
    "sms_choices": "select, insert",
    "consents": "select, insert, update (person_sealed, visitor)",
    "consent_withdrawals": "select, insert",
    "consent_evidence": "select, insert, update (name_sealed, restricted_at)",
    "consent_forms": _READ_WRITE,
    "consent_form_versions": "select, insert",
    "consent_imports": _READ_WRITE,
    "consent_import_faults": "select, insert",
    "deals": "select, insert, update (number_sealed, removed_at, removed_by), delete",
    "text_registrations": _READ_WRITE,
    "contacts": _ALL,
    "contact_words": "select, insert, delete",
    "contact_imports": _READ_WRITE,
    "contact_import_faults": "select, insert",
    "decisions": "select, insert, update (inputs_sealed, number_hash)",
    "decision_days": _READ_WRITE,
    "ledger_checks": _READ_WRITE,
    "ledger_entries": "select, insert",
    "ledger_heads": _READ_WRITE,
    "idempotency_keys": _ALL,
    "events": "select, insert, delete",
    "webhook_endpoints": _ALL,
    "recipients": _ALL,
    "person_requests": _READ_WRITE,
    "legal_holds": "select, insert, update (released_at, released_by, released_by_name,"
    " release_reason_sealed)",
    "retention_rules": _READ_WRITE,
    "purge_reports": "select, insert, delete",
    "restricted_people": "select, insert, delete",
    "restricted_records": "select, insert, delete",
    "deliveries": _READ_WRITE,
    "delivery_attempts": "select, insert",
}

#: What every account may look up, though no account owns it.
SHARED_GRANTS = {
    "operator_dnc_entries": "select (number_hash, released_at)",
    "declared_emergencies": "select",
    "number_lists": "select",
    "listed_numbers": "select",
}

#: What the platform role may do to everybody's rows.
PLATFORM_GRANTS = {
    "agencies": "select, insert",
    "accounts": "select, insert, update (standing)",
    "account_approvals": _READ_WRITE,
    "members": "select, insert, update (password_hash)",
    "web_sessions": "select, insert, delete, update (account_id, expires_at)",
    "sign_in_attempts": _ALL,
    "api_keys": "select, update (last_used_at)",
    "phone_numbers": "select",
    "calendar_feeds": "select (id, account_id, token_hash)",
    "calls": "select (id, account_id, carrier_call_id, status, end_reason, process_id, created_at,"
    " wrapped_up, takes_message)",
    "attempts": "select (id, account_id, state, cleared_at, cancel_asked_at)",
    "stream_tokens": "select, insert, delete",
    "share_links": "select (id, account_id, token_hash)",
    "consent_forms": "select (id, account_id, address)",
    "processes": _ALL,
    "deliveries": "select (id, account_id, target_id, status, due_at)",
    "person_requests": "select (id, account_id, state)",
    "operator_dnc_entries": "select, insert, update (released_at, released_by, release_reason)",
    "declared_emergencies": "select, insert, update (ended_at, ended_by, end_reason)",
    "number_lists": _READ_WRITE,
    "listed_numbers": "select, insert, delete",
    "listed_staging": "select, insert, truncate",
    "opt_out_requests": "select, insert, delete, update (confirmed_at)",
}

#: What the queue's role may do: everything in the schema of the queue, where no account has a row.
_QUEUE_RIGHTS = (
    "grant usage on schema queue to {role}",
    "grant select, insert, update, delete on all tables in schema queue to {role}",
    "grant usage on all sequences in schema queue to {role}",
    "alter role {role} set search_path = queue",
)
#: The other roles can ring there, and not look in.
_BELL = "grant execute on function ring_for_delivery to {role}"

#: A setting that lets the owner's login read every row for the length of a session: for backups.
SEES_ALL = "dialora.sees_all"

_TENANT = "nullif(current_setting('app.account', true), '')"

#: Settings of both roles' sessions: nothing waits for ever, and instants are read in UTC.
_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}


def provide_access(connection: Connection, urls: DatabaseUrls) -> None:
    """Make the roles and give them exactly the rights above. Does nothing where they have them already;
    the caller holds the migration lock."""
    logins = (urls.app, urls.platform, urls.queue)
    app, platform, queue = names = [str(login.username) for login in logins]
    rights = [
        *_statements(app, APP_GRANTS | SHARED_GRANTS, "app"),
        *_statements(platform, PLATFORM_GRANTS, "platform"),
        *(_BELL.format(role=role) for role in (app, platform)),
        *(right.format(role=queue) for right in _QUEUE_RIGHTS),
        *_owner_reads(str(urls.owner.username)),
    ]
    passwords = [str(login.password) for login in logins]
    fingerprint = hashlib.sha256("\n".join([*rights, *passwords]).encode()).hexdigest()
    known = connection.scalar(text("select fingerprint from access_state"))
    roles = connection.scalar(
        text("select count(*) from pg_roles where rolname = any(:names)"), {"names": names}
    )
    if known == fingerprint and roles == len(logins):
        return
    _run(connection, _lock_out_everybody(connection))
    for role, password in zip(names, passwords, strict=True):
        _make_role(connection, role, password)
    _run(connection, rights)
    connection.execute(text("delete from access_state"))
    connection.execute(text("insert into access_state (fingerprint) values (:f)"), {"f": fingerprint})


def _make_role(connection: Connection, role: str, password: str) -> None:
    known = connection.scalar(text("select true from pg_roles where rolname = :role"), {"role": role})
    made = f"alter role {role}" if known else f"create role {role} login noinherit"
    # The server is only ever told the SCRAM verifier, so that no log can hold the password.
    pgconn = connection.connection.dbapi_connection.pgconn  # type: ignore[union-attr]
    verifier = pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    _run(
        connection,
        [
            f"{made} password '{verifier}'",
            f"grant connect on database {_database(connection)} to {role}",
            *(f"alter role {role} set {name} = '{value}'" for name, value in _SESSION.items()),
        ],
    )


def _lock_out_everybody(connection: Connection) -> Iterator[str]:
    yield f"revoke all on database {_database(connection)} from public"
    yield "revoke all on schema public from public"
    yield "revoke all on all tables in schema public from public"


def _database(connection: Connection) -> str:
    return str(connection.scalar(text("select quote_ident(current_database())")))


def _statements(role: str, grants: dict[str, str], kind: str) -> Iterator[str]:
    yield f"grant usage on schema public to {role}"
    yield f"revoke all on all tables in schema public from {role}"
    for table, rights in grants.items():
        yield f"grant {rights} on {table} to {role}"
        yield f"drop policy if exists {kind}_rows on {table}"
        yield f"create policy {kind}_rows on {table} to {role} using ({_rows(table, kind)})"


def _owner_reads(owner: str) -> Iterator[str]:
    for table in sorted({*APP_GRANTS, *SHARED_GRANTS, *PLATFORM_GRANTS}):
        yield f"drop policy if exists owner_rows on {table}"
        yield (
            f'create policy owner_rows on {table} for select to "{owner}"'
            f" using (current_setting('{SEES_ALL}', true) = 'on')"
        )


def _rows(table: str, kind: str) -> str:
    if kind == "platform" or table in SHARED_GRANTS:
        return "true"
    return f"{'id' if table == 'accounts' else 'account_id'} = {_TENANT}"


def _run(connection: Connection, statements: list[str] | Iterator[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
