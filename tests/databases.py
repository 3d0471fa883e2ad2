"""Databases to write in, given out and taken back: making one costs more than most tests do.

What a test wrote is taken out of its database, and what stood there at first is put back; the next test finds
it as new. Which tables were written is what PostgreSQL itself counted. A database that holds too much, or
whose tables are not what they were, is dropped instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.ids import new_id

Connection = psycopg.Connection[tuple[Any, ...]]

#: Rows written above which a new copy is cheaper than tidying.
_MANY = 3000
_TABLES = "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
_WRITTEN = """
    select format('%I.%I', schemaname, relname), n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables
    where n_tup_ins + n_tup_upd + n_tup_del > 0
"""
#: The tables' shape and who may use them, in one figure.
_SHAPE = """
    select md5(string_agg(concat_ws(' ', relname, relkind, relnatts, relrowsecurity, relforcerowsecurity,
        relhastriggers, relacl), ';' order by relname))
    from pg_class join pg_namespace n on n.oid = relnamespace where nspname !~ '^(pg_|information_)'
"""
_COUNTERS = "select format('%I.%I', schemaname, sequencename), last_value, start_value from pg_sequences"
_PART = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """What stands in a database of one kind before anybody writes there."""

    shape: str
    rows: dict[str, bytes]
    counters: dict[str, tuple[int | None, int]]


@dataclass(frozen=True, slots=True)
class Databases:
    """Of one cluster, by the template they are copies of."""

    cluster: EmbeddedPostgres
    _idle: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _originals: dict[str, _Original] = field(default_factory=dict)

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """The name of a database that is as its template, for one test."""
        name = self._idle[template].pop() if self._idle[template] else self._made(template)
        try:
            yield name
        finally:
            if self._tidied(name, self._originals[template]):
                self._idle[template].append(name)
            else:
                self.drop(name)

    def copy(self, template: str, name: str) -> None:
        with self.cluster.superuser() as superuser:
            superuser.execute(
                f"create database {name} template {template} owner dialora strategy file_copy".encode()
            )
            # What is allowed on a database as a whole is not copied with it.
            superuser.execute(f"revoke temporary on database {name} from public".encode())

    def drop(self, name: str) -> None:
        with self.cluster.superuser() as superuser:
            superuser.execute(f"drop database {name} with (force)".encode())

    def _made(self, template: str) -> str:
        name = new_id("test")
        self.copy(template, name)
        with self.cluster.superuser(name) as inside:
            if template not in self._originals:
                self._originals[template] = _original(inside)
            # The copying itself is counted as nothing; what is counted from here on is the test's.
            inside.execute("select pg_stat_reset()")
        return name

    def _tidied(self, name: str, original: _Original) -> bool:
        """Whether the database is as new again."""
        with self.cluster.superuser(name) as inside:
            # What a connection wrote is counted by the time it has ended.
            inside.execute(_PART)
            written = {str(table): int(rows) for table, rows in inside.execute(_WRITTEN)}
            if sum(written.values()) > _MANY or _shape(inside) != original.shape:
                return False
            with inside.transaction():
                # No trigger keeps a row, none adds one, and the order of tables does not matter.
                inside.execute("set local session_replication_role = replica")
                for table in written:
                    inside.execute(f"delete from {table}".encode())
                    _fill(inside, table, original.rows[table])
                _wind_back(inside, original.counters)
            inside.execute("select pg_stat_reset()")
        return True


def _original(inside: Connection) -> _Original:
    tables = [str(table) for (table,) in inside.execute(_TABLES)]
    return _Original(
        shape=_shape(inside),
        rows={table: _read(inside, table) for table in tables},
        counters={str(name): (last, start) for name, last, start in inside.execute(_COUNTERS)},
    )


def _shape(inside: Connection) -> str:
    found = inside.execute(_SHAPE).fetchone()
    assert found
    return str(found[0])


def _read(inside: Connection, table: str) -> bytes:
    with inside.cursor() as cursor, cursor.copy(f"copy {table} to stdout".encode()) as rows:
        return b"".join(bytes(it) for it in rows)


def _fill(inside: Connection, table: str, rows: bytes) -> None:
    if not rows:
        return
    with inside.cursor() as cursor, cursor.copy(f"copy {table} from stdin".encode()) as into:
        into.write(rows)


def _wind_back(inside: Connection, counters: dict[str, tuple[int | None, int]]) -> None:
    for name, last, _ in inside.execute(_COUNTERS).fetchall():
        before, start = counters[str(name)]
        if last != before:
            value = start if before is None else before
            inside.execute("select setval(%s, %s, %s)", [name, value, before is not None])
