"""The database that a command talks to: the one that was set, the running one, or one for its duration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dialora.domain.errors import Conflict
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from dialora.store.keyring import Keyring
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls


@contextmanager
def open_database(settings: Settings, keyring: Keyring) -> Iterator[DatabaseUrls]:
    """Reachable and up to date. The embedded one is shared with a server that runs; where none runs it
    is started, and stopped again once whoever else came to use it has left. Raises Unavailable."""
    if settings.database_url is not None:
        yield _up_to_date(settings.database_url.get_secret_value(), keyring)
        return
    postgres = EmbeddedPostgres(settings.data, keyring)
    try:
        postgres.start()
    except Conflict:
        postgres.wait_until_reachable()
    try:
        yield _up_to_date(postgres.owner_url(), keyring)
    finally:
        postgres.stop(patient=True)


def _up_to_date(owner_url: str, keyring: Keyring) -> DatabaseUrls:
    urls = database_urls(owner_url, keyring)
    migrate(urls)
    return urls
