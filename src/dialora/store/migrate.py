"""Bring a database up to date: the schema, then who may touch it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from dialora.domain.errors import Forbidden
from dialora.store.access import provide_access
from dialora.store.refusals import refusals_named
from dialora.store.roles import DatabaseUrls

#: Any number that nobody else takes: "dialora" on a telephone's keys.
_LOCK = 3425672


def migrate(urls: DatabaseUrls) -> None:
    """Any number of processes may ask at once: one does it, the others wait and find it done.

    Raises Unavailable, or Forbidden where the owner's login may not make tables or roles.
    """
    try:
        with refusals_named():
            _migrate(urls)
    except Forbidden as refused:
        raise Forbidden(
            f"The database login {urls.owner.username} may not make tables and roles: let it own the"
            " database, and give it CREATEROLE.",
            code="database_login_too_weak",
        ) from refused


def _migrate(urls: DatabaseUrls) -> None:
    engine = create_engine(urls.owner, hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            try:
                config = Config()
                config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                provide_access(connection, urls)
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
                connection.commit()
    finally:
        engine.dispose()
