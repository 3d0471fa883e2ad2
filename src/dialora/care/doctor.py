"""`dialora doctor`: everything an installation needs, looked at one after the other."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from dialora.care import machine, outside
from dialora.care.finding import Finding, advice, ok, wrong
from dialora.care.first_steps import first_steps
from dialora.domain.errors import DialoraError
from dialora.serving.database import open_database
from dialora.settings import Settings
from dialora.store.connections import patiently
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store

_SLOW_MS = 20.0
_PATIENCE_S = 10.0
#: The oldest that is tested.
_OLDEST_POSTGRESQL = 15


async def examine(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Every finding as soon as it is known. The database is brought up to date, as by a start."""
    yield machine.disk(settings)
    yield machine.secrets(settings)
    yield await machine.clock(settings, now)
    async for finding in _database_and_carrier(settings):
        yield finding
    yield await outside.address(settings)
    yield await outside.mail(settings)
    yield await machine.models()


async def _database_and_carrier(settings: Settings) -> AsyncIterator[Finding]:
    try:
        keyring = settings.keyring()
        with open_database(settings, keyring) as urls:
            yield await _database(settings, urls)
            store = await Store.open(urls, keyring, connections=1)
            try:
                yield await first_steps(store)
                async for finding in outside.carrier(settings, store):
                    yield finding
            finally:
                await store.close()
    except (DialoraError, RuntimeError) as problem:
        yield wrong("database", str(problem), "Check DIALORA_DATABASE_URL, or that the data folder is whole.")


async def _database(settings: Settings, urls: DatabaseUrls) -> Finding:
    engine = create_async_engine(urls.app, connect_args=patiently(_PATIENCE_S))
    try:
        async with engine.connect() as connection:
            began = time.perf_counter()
            version = str(await connection.scalar(text("show server_version")))
            took_ms = 1_000 * (time.perf_counter() - began)
            size = int(await connection.scalar(text("select pg_database_size(current_database())")) or 0)
    finally:
        await engine.dispose()
    where = "embedded" if settings.database_url is None else "yours"
    said = f"PostgreSQL {version.split()[0]} ({where}), {size / 1e6:.0f} MB, answers in {took_ms:.0f} ms."
    if int(version.split(".")[0]) < _OLDEST_POSTGRESQL:
        return wrong("database", said, f"Use PostgreSQL {_OLDEST_POSTGRESQL} or newer.")
    if took_ms > _SLOW_MS:
        return advice("database", said, "Bring it nearer: every call asks it several times.")
    return ok("database", said)
