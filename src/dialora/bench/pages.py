"""How fast pages and lists are with very many calls: a database is filled, the product is served on it, and
one person and one program read it over HTTP.

python -m dialora.bench.pages --calls 1000000 --folder /tmp/many --page docs/pages.md
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import psycopg
from psycopg import sql

from dialora.bench.load import percentile
from dialora.bench.many_calls import Owner, fill, indexes_of
from dialora.clock import SystemClock
from dialora.domain.accounts import Account, KeyMode, Role, Standing
from dialora.domain.appointments import Calendar
from dialora.services.sample_plan import Credentials
from dialora.services.sample_world import SampleWorld
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from dialora.store.ids import new_id
from dialora.store.migrate import migrate
from dialora.store.roles import database_urls
from dialora.store.scope import Store

_OTHERS, _OTHERS_CALLS = 20, 5_000
_ROUNDS: Final = 30
_TARGET_MS = 300
_PATIENCE_S = 180.0
_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One page or list, asked for again and again."""

    name: str
    took_ms: Sequence[float]
    size: int

    @property
    def p50(self) -> float:
        return percentile(self.took_ms, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.took_ms, 0.95)


def main(words: Sequence[str] | None = None) -> int:
    """The exit status says whether every page was fast enough."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--calls", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path, help="Kept, and not filled again; by default a passing one.")
    asked.add_argument("--page", type=Path, help="Where the report goes.")
    given = asked.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="dialora-pages-") as passing:
        timed = measure(given.folder or Path(passing), given.calls)
    page = report(timed, given.calls)
    print(page)
    if given.page:
        given.page.write_text(page)
    return int(any(each.p95 > _TARGET_MS for each in timed))


def measure(folder: Path, calls: int) -> list[Timed]:
    settings = Settings.read(data=folder)
    credentials = folder / "sample.json"
    filled = folder / "filled"
    if not filled.exists():
        _fill(settings, credentials, calls)
    filled.touch()
    plan = Credentials.read(credentials)
    assert plan is not None
    with _served(settings.data) as address:
        account = plan.agencies[0].accounts[0]
        owner = next(each for each in account.members if each.role is Role.OWNER)
        return _Reader(address, account.api_keys[KeyMode.LIVE], owner.email, owner.password).read()


def _fill(settings: Settings, credentials: Path, calls: int) -> None:
    keyring = settings.keyring()
    postgres = EmbeddedPostgres(settings.data, keyring, durable=False)
    postgres.start()
    try:
        urls = database_urls(postgres.owner_url(), keyring)
        migrate(urls)

        async def owners() -> list[Owner]:
            store = await Store.open(urls, keyring)
            try:
                return await _owners(store, credentials)
            finally:
                await store.close()

        made = asyncio.run(owners())
        with _unguarded(postgres) as connection:
            indexes = list(indexes_of(connection))
            for name, _ in indexes:
                connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
            now = datetime.now(UTC)
            for number, owner in enumerate(made):
                began = time.monotonic()
                fill(connection, owner, calls if not number else _OTHERS_CALLS, now, _SEED + number)
                print(f"account {number}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            for name, statement in indexes:
                connection.execute(statement.encode())
                print(f"index {name}", file=sys.stderr, flush=True)
            connection.execute("vacuum (analyze)")
    finally:
        postgres.stop()


@contextmanager
def _unguarded(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A login that may write anybody's rows, and checks no reference: what is written is right."""
    with postgres.superuser() as superuser:
        known = superuser.info
        with psycopg.connect(
            host=known.host,
            port=known.port,
            user=known.user,
            password=known.password,
            dbname="dialora",
            autocommit=True,
        ) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute("set maintenance_work_mem = '512MB'")
            yield connection


async def _owners(store: Store, credentials: Path) -> list[Owner]:
    """The first account of the sample world, and twenty others like it."""
    world = SampleWorld(
        store=store, clock=SystemClock(), address="http://127.0.0.1", loopback=True, file=credentials
    )
    plan = await world.make()
    first = plan.agencies[0].accounts[0].id
    async with store.platform() as scope:
        like = await scope.accounts.get(first)
    others = [await _another(store, like, n) for n in range(_OTHERS)]
    return [await _owner(store, account_id) for account_id in (first, *others)]


async def _another(store: Store, like: Account, number: int) -> str:
    account = replace(like, id=new_id("acct"), name=f"Other business {number}", standing=Standing.ACTIVE)
    async with store.account(like.id) as scope:
        (agent, *_) = (await scope.agents.page(limit=1)).items
    async with store.platform() as platform:
        await platform.accounts.add(account)
    calendar = Calendar(
        id=new_id("cal"), account_id=account.id, name="Chair 1", created_at=account.created_at
    )
    async with store.account(account.id) as scope:
        await scope.calendars.add(calendar)
        theirs = replace(agent, id=new_id("agent"), account_id=account.id, calendar_id=calendar.id, version=1)
        await scope.agents.add(theirs)
    return account.id


async def _owner(store: Store, account_id: str) -> Owner:
    async with store.account(account_id) as scope:
        agents = await scope.agents.page(limit=10)
        numbers = await scope.numbers.page(limit=10)
        calendar_id = agents.items[0].calendar_id
        return Owner(
            account_id=account_id,
            agent_ids=[agent.id for agent in agents.items],
            calendar_id=calendar_id,
            numbers=[number.number.e164 for number in numbers.items] or ["+12125550100"],
            seal=scope.seal,
        )


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """The product on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DIALORA_DATA": str(data), "DIALORA_PORT": str(port)}
    with (data / "served.log").open("w") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "dialora.cli", "serve"], env=environment, stdout=log, stderr=log
        )
        try:
            gives_up = time.monotonic() + _PATIENCE_S
            while not _ready(address):
                if time.monotonic() > gives_up or serving.poll() is not None:
                    raise RuntimeError(f"the product does not start: see {data / 'served.log'}")
                time.sleep(0.5)
            yield address
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sign-in", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


class _Reader:
    """One person at a browser and one program, one request after another."""

    def __init__(self, address: str, key: str, email: str, password: str) -> None:
        self._browser = httpx.Client(base_url=address, timeout=60, headers={"Origin": address})
        signed_in = self._browser.post("/sign-in", data={"email": email, "password": password})
        if signed_in.headers.get("location") != "/":
            raise RuntimeError(f"nobody can sign in: {signed_in.status_code}")
        self._program = httpx.Client(base_url=address, timeout=60, headers={"Authorization": f"Bearer {key}"})
        self._calls = self._sample()

    def read(self) -> list[Timed]:
        pages = [self._timed(name, self._browser, addresses) for name, addresses in self._pages().items()]
        lists = [self._timed(name, self._program, addresses) for name, addresses in self._lists().items()]
        return pages + lists

    def _timed(self, name: str, client: httpx.Client, addresses: Sequence[str]) -> Timed:
        took, size = [], 0
        for n in range(_ROUNDS):
            began = time.perf_counter()
            answer = client.get(addresses[n % len(addresses)])
            took.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {answer.status_code} {answer.text[:400]}")
            size = max(size, len(answer.content))
        timed = Timed(name=name, took_ms=took, size=size)
        print(f"{timed.p50:7.0f} {timed.p95:7.0f} ms  {name}", file=sys.stderr, flush=True)
        return timed

    def _sample(self) -> list[str]:
        """Calls from all over the two years, the newest first."""
        found = []
        for days in range(0, 730, 10):
            before = datetime.now(UTC) - timedelta(days=days)
            query = {"limit": "1", "created_before": before.isoformat()}
            answer = self._program.get("/v1/calls", params=query).raise_for_status().json()
            found += [call["id"] for call in answer["data"]]
        return found

    def _pages(self) -> dict[str, list[str]]:
        calls, deep = self._calls, self._calls[len(self._calls) // 2 :]
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
        old = [tomorrow - timedelta(days=n) for n in (700, 400, 90, 20)]
        number = self._program.get(f"/v1/calls/{calls[3]}").json()["peer"] or "+12125550147"
        pages = {
            "Today": ["/"],
            "Calls": ["/calls?view=all"],
            "Calls, deep in the list": [f"/calls?after={call}" for call in deep],
            "Calls of a week": [f"/calls?from={day}&to={day + timedelta(days=6)}" for day in old],
            "Calls of a year": [f"/calls?from={day - timedelta(days=365)}&to={day}" for day in old],
            "Messages to answer": ["/messages"],
            "Messages answered": ["/messages?answered=true"],
            "One call": [f"/calls/{call}" for call in calls],
        }
        for name, value in _FILTERS:
            pages[f"Calls, {name}"] = [f"/calls?{each}" for each in value]
        pages["Calls, who"] = [f"/calls?who={number.replace('+', '%2B')}"]
        for name, typed in _SEARCHES.items():
            pages[f"Search, {name}"] = [f"/calls?q={each}" for each in typed]
        pages["Search, last four digits"] = [f"/calls?q={number[-4:]}"]
        pages["Search, deep in the list"] = [f"/calls?q=invoice&after={call}" for call in deep]
        return pages

    def _lists(self) -> dict[str, list[str]]:
        return {
            "GET /v1/calls": ["/v1/calls?limit=100"],
            "GET /v1/calls, deep": [f"/v1/calls?starting_after={call}" for call in self._calls[20:]],
            "GET /v1/calls, searched": ["/v1/calls?search=quill", "/v1/calls?search=invoice"],
            "GET /v1/calls/{id}": [f"/v1/calls/{call}" for call in self._calls],
            "GET /v1/appointments": ["/v1/appointments?limit=100"],
            "GET /v1/messages": ["/v1/messages?limit=100", "/v1/messages?answered=false"],
            "GET /v1/decisions": ["/v1/decisions"],
        }


_FILTERS = (
    *((f"result {each}", [f"result={each}"]) for each in ("booked", "message", "answered", "opted_out")),
    *((f"result {each}", [f"result={each}"]) for each in ("missed", "lost", "refused", "transferred")),
    ("refused because", ["result=refused&why=at_capacity", "why=no_agent"]),
    ("direction", ["direction=inbound", "direction=outbound"]),
    ("agent", ["agent=agent_nobody"]),
    ("length", ["length=moments", "length=long"]),
    ("recording", ["recording=kept", "recording=refused", "recording=not_wanted"]),
    ("tag", ["tag=billing", "tag=unheard+of"]),
    ("several at once", ["result=booked&length=long&recording=kept&when=month", "result=lost&when=week"]),
)
_SEARCHES = {
    "a common word": ["booked", "goodbye"],
    "a rare word": ["quill", "wexford", "umbrella"],
    "a word nobody said": ["zebra"],
    "two words": ["ada+quill", "saturday+crown"],
    "a phrase": ["%22call+you+back%22", "%22green+umbrella%22"],
    "and filtered": ["umbrella&result=message", "goodbye&result=lost", "goodbye&length=long"],
}


def report(timed: Sequence[Timed], calls: int) -> str:
    """The page."""
    worst = max(timed, key=lambda each: each.p95)
    lines = [
        "# Pages with very many calls",
        "",
        f"One account with {calls:,} calls over two years, {_OTHERS} others with {_OTHERS_CALLS:,} each, on"
        f" one machine with {os.cpu_count()} cores ({platform.machine()}), the embedded PostgreSQL as it is"
        " delivered, one process of the product. One person and one program, one request after another over"
        f" HTTP, {_ROUNDS} times each; times are of the whole answer, in milliseconds. Written by"
        " `python -m dialora.bench.pages`.",
        "",
        f"The slowest at the 95th percentile is *{worst.name}* with {worst.p95:.0f} ms; the aim is"
        f" {_TARGET_MS} ms.",
        "",
        "| Page or list | p50 | p95 | kB |",
        "|---|---:|---:|---:|",
        *(f"| {each.name} | {each.p50:.0f} | {each.p95:.0f} | {each.size / 1000:.0f} |" for each in timed),
        "",
        "Limits: nobody else used the product meanwhile, and the network is the machine's own. A search for"
        " a word of every call, together with a filter that hardly any of them passes, reads as many calls"
        " as it takes to fill the page.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
