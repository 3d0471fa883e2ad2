"""The pages and the API on a real database, reached as a browser or a program reaches them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dialora.store.scope import Store
from sites import ADDRESS, Clock, make_services, make_site
from worlds import NOW


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def site(store: Store, clock: Clock, tmp_path: Path) -> FastAPI:
    return make_site(make_services(store, clock, tmp_path))


@pytest.fixture
async def browser(site: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser nobody has signed in at."""
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(
        transport=transport, base_url=ADDRESS, headers={"Origin": ADDRESS}
    ) as client:
        yield client


@pytest.fixture
async def program(site: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program without a key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=ADDRESS) as client:
        yield client
