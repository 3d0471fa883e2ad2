"""A real server on a real port, with scripted speech, reached as a carrier and a browser reach it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from dialora.media.browser import browser_router
from dialora.media.carrier import carrier_router
from dialora.media.direct import DirectSocket
from dialora.media.listening import listening_router
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import WallClock, make_services, make_site


@pytest.fixture
async def services(store: Store, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    return make_services(store, WallClock(), tmp_path)


@pytest.fixture
async def address(services: Services) -> AsyncIterator[str]:
    """Where the server listens: host and port."""
    app = make_site(services)
    app.include_router(carrier_router())
    app.include_router(browser_router())
    app.include_router(listening_router())
    config = uvicorn.Config(app, log_level="warning", lifespan="off", ws=DirectSocket)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server.serve([listening]))
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving
