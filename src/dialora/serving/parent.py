"""`dialora serve`: a parent that keeps PostgreSQL and N identical processes running on one port."""

from __future__ import annotations

import asyncio
import signal
import socket
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pydantic import SecretStr

from dialora.domain.errors import DialoraError, Unavailable
from dialora.serving.children import Child
from dialora.serving.listening import take_sockets
from dialora.serving.postgres import EmbeddedPostgres
from dialora.serving.seeding import has_operator, sample_world
from dialora.serving.welcome import welcome
from dialora.settings import Settings
from dialora.store.keyring import Keyring
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls

#: How often the parent looks whether PostgreSQL lives, and how long it leaves it alone after a start.
_LOOK_SECONDS, _START_SECONDS = 0.2, 2.0
_COMMAND_SECONDS = 5.0
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def serve(settings: Settings, processes: int) -> None:
    """Until told to stop by SIGTERM or from the keyboard; told twice, live calls are cut.

    Raises Conflict where the port or the data folder is taken, Unavailable where something does not start.
    """
    say = Progress()
    with ExitStack() as opened:
        # A stop while starting undoes what was started, like one from the keyboard.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        opened.callback(signal.signal, signal.SIGTERM, before)
        sockets = take_sockets(settings.host, settings.port)
        for it in sockets:
            opened.enter_context(it)
        keyring = settings.keyring()
        postgres = None
        if settings.database_url is None:
            postgres = EmbeddedPostgres(settings.data, keyring)
            opened.callback(postgres.stop)
            # A command that started the database for itself is soon done with it.
            postgres.start(wait=_COMMAND_SECONDS)
            say(f"PostgreSQL runs in {settings.data}")
            settings = settings.model_copy(update={"database_url": SecretStr(postgres.owner_url())})
        urls = settings.database_urls(keyring)
        migrate(urls)
        say("The database is up to date")
        figures = opened.enter_context(tempfile.TemporaryDirectory(prefix="dialora-figures-"))
        parent = Parent(settings, sockets, processes, say, Path(figures))
        asyncio.run(parent.run(postgres, urls, keyring))
    say("Stopped")


class Progress:
    """What the parent says while it starts: one line at a time, with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, line: str) -> None:
        print(f"[{time.monotonic() - self._start:5.1f} s] {line}", flush=True)


class Parent:
    """The processes, and what they stand on."""

    def __init__(
        self,
        settings: Settings,
        sockets: Sequence[socket.socket],
        processes: int,
        say: Progress,
        figures: Path,
    ) -> None:
        self._settings = settings
        self._sockets = sockets
        self._say = say
        self._stop = asyncio.Event()
        self._children = [
            Child(name=str(number + 1), settings=settings, sockets=sockets, say=say, figures=figures)
            for number in range(processes)
        ]

    async def run(self, postgres: EmbeddedPostgres | None, urls: DatabaseUrls, keyring: Keyring) -> None:
        """Until stopped. Raises Unavailable where a process never gets ready."""
        loop = asyncio.get_running_loop()
        for each in _STOPS:
            loop.add_signal_handler(each, self._told_to_stop)
        try:
            async with asyncio.TaskGroup() as running:
                keepers = [running.create_task(child.keep()) for child in self._children]
                watch = running.create_task(self._keep_database(postgres)) if postgres else None
                starting = running.create_task(self._start(urls, keyring))
                stopped = running.create_task(self._stop.wait())
                await stopped
                starting.cancel()
                await asyncio.gather(*keepers)
                if watch is not None:
                    watch.cancel()
        except* Unavailable as failed:
            raise failed.exceptions[0] from None

    async def _start(self, urls: DatabaseUrls, keyring: Keyring) -> None:
        """What can be done while the models load, then the welcome."""
        count = len(self._children)
        what = "Voice and ears are loading" if self._settings.holds_calls else "Everything is loading"
        self._say(f"{what} in {count} process{'' if count == 1 else 'es'}")
        credentials = None
        if self._settings.loopback:
            async with sample_world(self._settings, urls, keyring) as world:
                credentials = await world.at_first_start()
        founded = await has_operator(urls, keyring)
        for child in self._children:
            await child.ready.wait()
            self._say(f"Process {child.name} is ready")
        print(welcome(self._settings, credentials, founded=founded), flush=True)

    async def _keep_database(self, postgres: EmbeddedPostgres) -> None:
        """Until cancelled: PostgreSQL is started again as soon as it is seen to have died. Where that
        fails (a full disk) it is tried again: calls go on meanwhile, and nobody gains if all stops."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if not postgres.running:
                self._say("PostgreSQL ended and is started again")
                try:
                    postgres.launch()
                except (DialoraError, OSError) as problem:
                    self._say(f"PostgreSQL does not start, which is tried again: {problem}")
                await asyncio.sleep(_START_SECONDS)

    def _told_to_stop(self) -> None:
        at_once = self._stop.is_set()
        if not at_once:
            self._say("Stopping: live calls may end (once more cuts them)")
        for it in self._sockets:
            it.close()
        for child in self._children:
            child.stop(at_once=at_once)
        self._stop.set()
