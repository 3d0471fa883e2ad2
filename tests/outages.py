"""What goes away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls


@contextmanager
def away(cluster: EmbeddedPostgres, database: DatabaseUrls) -> Iterator[None]:
    """Every connection is cut, and none is let in."""
    name = make_url(database.owner).database
    assert name is not None
    with cluster.superuser() as superuser:
        superuser.execute(f"alter database {name} allow_connections false".encode())
        superuser.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        try:
            yield
        finally:
            superuser.execute(f"alter database {name} allow_connections true".encode())
