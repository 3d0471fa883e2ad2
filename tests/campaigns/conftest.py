"""The product in this process, on a real port and a real database, with scripted speech."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from dialora.bench.safety.target import Footing, Line, Target
from dialora.domain.calls import CallStatus
from dialora.media.carrier import carrier_router
from dialora.media.direct import DirectSocket
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.store.scope import Store
from dialora.testing.carrier import CarrierAccount
from dialora.web.health import health_router
from dialora.web.telephony import telephony_router
from serving.server import free_port
from sites import WallClock, make_services, make_site
from worlds import Tenancy, World


@pytest.fixture
async def services(store: Store, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    return make_services(store, WallClock(), tmp_path, "http://placeholder")


@pytest.fixture
async def target(store: Store, world: World, tmp_path: Path) -> AsyncIterator[Target]:
    CARRIERS.discover("dialora.providers.telephony")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    services = make_services(store, WallClock(), tmp_path, address)
    app = make_site(services)
    for router in (carrier_router(), telephony_router(), health_router()):
        app.include_router(router)
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws=DirectSocket)
    server = uvicorn.Server(config)
    tenancies = (world.dental, world.barber)

    async def open_calls() -> int:
        found = 0
        for tenancy in tenancies:
            async with store.account(tenancy.account.id) as scope:
                calls = (await scope.calls.page(limit=100)).items
            found += sum(it.status in (CallStatus.RINGING, CallStatus.IN_PROGRESS) for it in calls)
        return found

    async def footing() -> Footing:
        links = [os.readlink(f"/proc/self/fd/{it}") for it in os.listdir("/proc/self/fd") if _there(it)]
        sockets = sum(it.startswith("socket:") for it in links)
        return Footing(tasks=len(asyncio.all_tasks()), sockets=sockets, memory_mb=1.0)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", port))
        listening.listen()
        serving = asyncio.create_task(server.serve([listening]))
        yield Target(
            address=address,
            lines=tuple(_line(it) for it in tenancies),
            open_calls=open_calls,
            footing=footing,
        )
        server.should_exit = True
        await serving


def _line(tenancy: Tenancy) -> Line:
    account = CarrierAccount(sid=tenancy.number.carrier_account_id, auth_token=tenancy.credentials.auth_token)
    return Line(account=account, number=tenancy.number.number)


def _there(descriptor: str) -> bool:
    return os.path.exists(f"/proc/self/fd/{descriptor}")
