"""A real Chromium against the real web floor, served on a port of this test's own.

Chromium is started once a session, so that all tests of this folder share one event loop; each test has a
browser profile, a server and a database of its own.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, async_playwright

from callbook import Callbook
from dialora.media.browser import browser_router
from dialora.media.listening import listening_router
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import WallClock, make_services, make_site
from visitor import Visitor
from worlds import World

CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        missing = pytest.mark.skip(reason=f"{CHROMIUM} is missing: apt install chromium")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(missing)


@pytest.fixture
def _function_scoped_runner(_session_scoped_runner: asyncio.Runner) -> asyncio.Runner:
    """Tests and their fixtures run in Chromium's event loop, in place of one of their own."""
    return _session_scoped_runner


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    return make_services(store, WallClock(), tmp_path)


@pytest.fixture
async def address(services: Services) -> AsyncIterator[str]:
    """Where the site is served while the test runs."""
    site = make_site(services)
    site.include_router(browser_router())
    site.include_router(listening_router())
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(site, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


@pytest.fixture
def book(store: Store, world: World, services: Services) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=services.recordings)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Visitor:
    return Visitor(chromium=chromium, address=address)
