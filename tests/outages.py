"""What goes away for a while."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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


@contextmanager
def frozen(cluster: EmbeddedPostgres, database: DatabaseUrls) -> Iterator[None]:
    """Every connection stays open, and none is answered any more."""
    name = make_url(database.owner).database
    with cluster.superuser() as superuser:
        asked = superuser.execute("select pid from pg_stat_activity where datname = %s", [name])
        backends = [pid for (pid,) in asked.fetchall()]
    for backend in backends:
        os.kill(backend, signal.SIGSTOP)
    try:
        yield
    finally:
        for backend in backends:
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGCONT)
