"""The doctor says what is wrong and what to do, and is right about what is well."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from dialora.care import machine, outside
from dialora.care.doctor import examine
from dialora.care.finding import Finding, Health
from dialora.care.first_steps import first_steps
from dialora.domain.places import Place
from dialora.services.founding import Founding, NewAccount
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.settings import Settings
from dialora.store.scope import Store
from sites import Clock
from worlds import KEYRING, SECRET, World

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def somebody_else() -> Iterator[str]:
    """A web server that is not Dialora, whose clock stands still."""

    class Still(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            self.send_header("Date", "Tue, 24 Nov 2026 09:00:10 GMT")
            self.end_headers()
            self.wfile.write(b"hello")

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Still)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("minutes_off", "health"), [(0, Health.OK), (5, Health.WRONG)])
async def test_the_clock_is_held_against_the_carriers(
    minutes_off: int, health: Health, somebody_else: str, tmp_path: Path
) -> None:
    settings = Settings.read(data=tmp_path, twilio_api_url=somebody_else)
    found = await machine.clock(settings, NOW.replace(minute=minutes_off))
    assert found.health is health


async def test_a_clock_for_tests_is_wrong(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path, clock_offset_path=tmp_path / "offset")
    assert (await machine.clock(settings, NOW)).health is Health.WRONG


async def test_without_anybody_to_ask_the_clock_is_only_told(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path, twilio_api_url=f"http://127.0.0.1:{_free_port()}")
    assert (await machine.clock(settings, NOW)).health is Health.ADVICE


def test_a_key_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path)
    settings.keyring()
    assert machine.secrets(settings).health is Health.ADVICE
    (tmp_path / "secret.key").chmod(0o644)
    assert "chmod 600" in machine.secrets(settings).todo


def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = machine.disk(Settings.read(data=tmp_path / "file"))
    assert found.health is Health.WRONG
    assert machine.disk(Settings.read(data=tmp_path / "new")).health is Health.OK


async def test_mail_is_tried(tmp_path: Path) -> None:
    server = Controller(Sink(), hostname="127.0.0.1", port=_free_port())
    server.start()
    try:
        at = f"smtp://127.0.0.1:{server.port}"
        settings = Settings.read(data=tmp_path, smtp_url=at, mail_from="desk@example.com")
        assert await outside.mail(settings) == Finding(
            part="mail", health=Health.OK, said="The mail server lets us in."
        )
    finally:
        server.stop()
    assert (await outside.mail(settings)).health is Health.WRONG
    assert (await outside.mail(Settings.read(data=tmp_path))).health is Health.ADVICE


async def test_a_new_installation_is_told_the_next_command(store: Store, tmp_path: Path) -> None:
    founding = Founding(
        store=store,
        clock=Clock(NOW),
        ledger=Ledger(clock=Clock(NOW), heads=Heads(folder=tmp_path, keyring=KEYRING)),
    )
    found = await first_steps(store)
    assert (found.health, found.todo) == (Health.WRONG, "Run: dialora operator create you@example.com")
    await founding.operator("ops@example.com", "Operator")
    assert "dialora agency create" in (await first_steps(store)).todo
    agency = await founding.agency("Own")
    assert 'dialora account create "NAME" --agency "Own"' in (await first_steps(store)).todo
    place = Place(country="GB", state=None, zone="Europe/London")
    await founding.account(agency.it, NewAccount(name="Lark Bakery", seller=None, place=place))
    assert await first_steps(store) == Finding(
        part="people and accounts", health=Health.OK, said="Operator, 1 agency, 1 account."
    )


async def test_a_public_address_without_https_is_told(tmp_path: Path, somebody_else: str) -> None:
    assert (await outside.address(Settings.read(data=tmp_path))).health is Health.ADVICE
    found = await outside.address(Settings.read(data=tmp_path, public_url=somebody_else))
    assert found.health is Health.ADVICE
    nobody = Settings.read(data=tmp_path, public_url=f"https://127.0.0.1:{_free_port()}")
    assert (await outside.address(nobody)).health is Health.WRONG


async def test_the_whole_is_looked_at(world: World, database_url: str, tmp_path: Path) -> None:
    settings = Settings.read(
        data=tmp_path,
        database_url=database_url,
        secret_key=SECRET.decode(),
        twilio_api_url=f"http://127.0.0.1:{_free_port()}",
    )
    found = {finding.part: finding async for finding in examine(settings, NOW)}
    assert found["database"].health is Health.OK
    assert found["speech models"].health in (Health.OK, Health.ADVICE), found["speech models"]
    carriers = [finding for part, finding in found.items() if part.startswith("carrier")]
    assert carriers
    assert all(finding.health is Health.WRONG for finding in carriers), "the carrier cannot be reached"


async def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    settings = Settings.read(
        data=tmp_path,
        database_url=f"postgresql://dialora@127.0.0.1:{_free_port()}/dialora",
        secret_key=SECRET.decode(),
        twilio_api_url=f"http://127.0.0.1:{_free_port()}",
    )
    async with asyncio.timeout(60):
        found = {finding.part: finding async for finding in examine(settings, NOW)}
    assert found["database"].health is Health.WRONG
    assert "DIALORA_DATABASE_URL" in found["database"].todo
