"""The database itself keeps accounts apart, whatever our code asks of it."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import URL

from dialora.store.access import APP_GRANTS, PLATFORM_GRANTS
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from dialora.store.tables import metadata
from store.filled import Filled, raw, rows_of
from worlds import NOW

TENANT_TABLES = [*sorted(t.name for t in metadata.tables.values() if "account_id" in t.columns), "accounts"]
PLATFORM_ONLY = {"web_sessions", "stream_tokens"}
NEVER_CHANGED = {
    "ledger_entries",
    "decisions",
    "notices",
    "revocations",
    "agent_versions",
    "agent_trials",
} | {
    "consents",
    "consent_withdrawals",
    "consent_evidence",
    "consent_form_versions",
    "consent_import_faults",
    "contact_import_faults",
}
NEVER_CHANGED |= {"sms_choices"}


async def counts(connection: psycopg.AsyncConnection, tables: Iterable[str]) -> dict[str, int]:
    found = {}
    for table in tables:
        counted = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
        [(found[table],)] = await (await connection.execute(counted)).fetchall()
    return found


async def refused(login: URL, account_id: str | None, *statements: sql.Composable | str) -> None:
    """Every one of these statements is refused to this login."""
    async with raw(login, account_id=account_id) as connection:
        for statement in statements:
            with pytest.raises(InsufficientPrivilege):
                async with connection.transaction():
                    await connection.execute(statement.encode() if isinstance(statement, str) else statement)


def each(statement: str, names: Iterable[str]) -> list[sql.Composed]:
    return [sql.SQL(statement).format(sql.Identifier(name)) for name in names]


async def test_every_tenant_table_forces_row_level_security(database: DatabaseUrls) -> None:
    async with raw(database.owner) as owner:
        found = await owner.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class c"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace and (relname = 'accounts' or"
            " exists (select from pg_attribute where attrelid = c.oid and attname = 'account_id'))"
        )
        closed = dict(await found.fetchall())
    assert closed == dict.fromkeys(TENANT_TABLES, True)


def test_every_tenant_table_says_what_the_app_role_may_do() -> None:
    assert set(APP_GRANTS) == set(TENANT_TABLES) - PLATFORM_ONLY


async def test_without_a_tenant_the_app_role_sees_no_row(database: DatabaseUrls, ours: Filled) -> None:
    async with raw(database.app, account_id=ours.account_id) as connection:
        assert all((await counts(connection, APP_GRANTS)).values())
    async with raw(database.app) as connection:
        assert await counts(connection, APP_GRANTS) == dict.fromkeys(APP_GRANTS, 0)
        await connection.execute("select set_config('app.account', '', true)")
        assert await counts(connection, APP_GRANTS) == dict.fromkeys(APP_GRANTS, 0)


async def test_with_a_tenant_the_app_role_sees_that_tenant_alone(
    database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    async with raw(database.app, account_id=ours.account_id) as connection:
        for table in set(APP_GRANTS) - {"accounts"}:
            owners = sql.SQL("select distinct account_id from {}").format(sql.Identifier(table))
            assert await (await connection.execute(owners)).fetchall() == [(ours.account_id,)], table
        assert await (await connection.execute("select id from accounts")).fetchall() == [(ours.account_id,)]


async def test_the_owner_of_the_tables_sees_no_row_either(database: DatabaseUrls, ours: Filled) -> None:
    async with raw(database.owner) as owner:
        assert await counts(owner, TENANT_TABLES) == dict.fromkeys(TENANT_TABLES, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "update calls set outcome = 'seen'",
        "update members set disabled = true",
        "delete from turns",
        "delete from phone_numbers",
    ],
)
async def test_writing_touches_no_foreign_row(
    statement: str, database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    before = await rows_of(database, theirs.account_id)
    async with raw(database.app, account_id=ours.account_id) as connection:
        assert (await connection.execute(statement.encode())).rowcount >= 1
    assert await rows_of(database, theirs.account_id) == before


async def test_a_row_cannot_be_given_to_another_account(
    database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    async with raw(database.app, account_id=ours.account_id) as connection:
        with pytest.raises(InsufficientPrivilege):
            await connection.execute("update messages set account_id = %s", [theirs.account_id])
        await connection.rollback()


async def test_a_row_cannot_point_into_another_account(
    store: Store, database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    async with raw(database.app, account_id=ours.account_id) as connection:
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            await connection.execute("update messages set call_id = %s", [theirs.call.id])
        await connection.rollback()


async def doors(database: DatabaseUrls) -> tuple[object, ...]:
    """Every table, how closed it is, and every policy."""
    async with raw(database.owner) as owner:
        tables = await owner.execute(
            "select relname, relrowsecurity, relforcerowsecurity, relacl::text from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
        )
        policies = await owner.execute(
            "select tablename, policyname, roles, qual from pg_policies order by 1, 2"
        )
        return (*await tables.fetchall(), *await policies.fetchall())


async def test_the_app_role_cannot_open_a_door(
    database: DatabaseUrls, store: Store, ours: Filled, theirs: Filled
) -> None:
    before = await doors(database)
    await refused(
        database.app,
        ours.account_id,
        "alter table calls disable row level security",
        "create policy open on calls using (true)",
        "drop table messages",
        "create table loot (a int)",
        "create temporary table loot (a int)",
        "set role dialora",
        "select * from access_state",
        "select * from web_sessions",
        "select * from agencies",
        "update accounts set standing = 'active'",
        "update accounts set agency_id = 'agcy_other'",
        "select * from stream_tokens",
    )
    assert await doors(database) == before
    async with store.account(ours.account_id) as scope:
        assert await scope.account() == ours.tenancy.account
    async with raw(database.app, account_id=ours.account_id) as connection:
        assert (await counts(connection, ["messages"]))["messages"] == 1, "theirs are not seen"


async def test_what_is_evidence_is_never_changed_nor_removed(database: DatabaseUrls, ours: Filled) -> None:
    before = await rows_of(database, ours.account_id)
    assert all(before[table] for table in NEVER_CHANGED)
    for login in (database.app, database.platform):
        await refused(login, ours.account_id, *each("delete from {}", NEVER_CHANGED))
        await refused(login, ours.account_id, *each("truncate {} cascade", NEVER_CHANGED))
        await refused(login, ours.account_id, *each("update {} set account_id = account_id", NEVER_CHANGED))
    assert await rows_of(database, ours.account_id) == before


async def test_the_platform_role_reads_no_content(database: DatabaseUrls, ours: Filled) -> None:
    closed = set(TENANT_TABLES) - set(PLATFORM_GRANTS)
    async with raw(database.platform) as connection:
        read = await connection.execute("select account_id from deliveries")
        assert await read.fetchall() == [(ours.account_id,)], "it is let in"
    assert {"turns", "messages", "appointments", "ledger_entries"} <= closed
    await refused(database.platform, None, *each("select count(*) from {}", closed))


async def test_the_platform_role_sees_where_a_call_is_and_not_who_called(
    database: DatabaseUrls, ours: Filled
) -> None:
    async with raw(database.platform) as connection:
        read = await connection.execute("select id, account_id, status from calls")
        assert await read.fetchall() == [(ours.call.id, ours.account_id, "ringing")]
        columns = await connection.execute(
            "select attname from pg_attribute where attrelid = 'calls'::regclass and attnum > 0"
            " and not attisdropped and has_column_privilege('calls', attname, 'select')"
        )
        readable = {name for (name,) in await columns.fetchall()}
    assert readable < {column.name for column in metadata.tables["calls"].columns}
    assert not readable & {"peer", "number", "outcome", "caller", "agent_id"}
    await refused(database.platform, None, *each("select {} from calls", ["peer", "number", "outcome"]))


async def test_both_logins_are_plain_and_own_nothing(database: DatabaseUrls) -> None:
    async with raw(database.owner) as owner:
        found = await owner.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " exists (select from pg_class where relowner = r.oid) from pg_roles r where rolname = any(%s)",
            [[database.app.username, database.platform.username, database.queue.username]],
        )
        assert await found.fetchall() == [(False,) * 5] * 3


async def test_the_queue_s_login_sees_no_table_of_ours_and_ours_see_no_job(
    store: Store, database: DatabaseUrls, ours: Filled
) -> None:
    async with store.account(ours.account_id) as scope:
        await scope.deliveries.ring(ours.delivery, NOW)
        # The same bell twice rings once.
        await scope.deliveries.ring(ours.delivery, NOW)
    await refused(database.queue, None, *each("select count(*) from public.{}", TENANT_TABLES))
    for login in (database.app, database.platform):
        await refused(login, ours.account_id, "select count(*) from queue.procrastinate_jobs")
    async with raw(database.queue) as queue:
        args = await (await queue.execute("select args from procrastinate_jobs")).fetchall()
    assert args == [({"account_id": ours.account_id, "delivery_id": ours.delivery.id},)]
