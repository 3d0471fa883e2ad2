"""The queue of jobs (Procrastinate, on the same PostgreSQL): takes them, and calls the services.

A job holds ids and nothing else, and is thrown away once it has run: what is to be done, and whether it
was, stands in our own rows. So a job that is lost, doubled or left behind by a killed process costs at
most the time until the next sweep.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Status
from psycopg import OperationalError
from sqlalchemy import URL

from dialora.services.outbox import Outbox

log = structlog.get_logger(__name__)

_QUEUE = "outbox"
#: Jobs of one process at once. Each mostly waits for somebody else's server.
CONCURRENCY = 16
#: How often every account is looked over for what the queue has lost.
SWEEP_SECONDS = 10
#: How often outgoing calls are looked after whose fate is in doubt.
RECONCILE_SECONDS = 5
#: Some minutes past the hour, when nobody else begins anything.
_HOURLY = "7 * * * *"
#: At night in America, where most of those live whose calls are kept (UTC).
_NIGHTLY = "37 8 * * *"
#: How long a worker may be silent before its jobs are taken from it.
_SILENT_SECONDS = 30
#: How long jobs may go on once the process stops: more than any attempt takes.
_DRAIN_SECONDS = 25.0
_PAUSE_SECONDS = 1.0
#: How often the queue is looked at without a call: two that come at once can be heard as one.
_LOOK_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class Worker:
    """One process's worker."""

    #: The queue's own.
    login: URL
    outbox: Outbox
    sweep_every: int = SWEEP_SECONDS
    #: Looks after outgoing calls whose fate is in doubt; None where none are made.
    reconcile: Callable[[], Awaitable[None]] | None = None
    #: Asks the carriers whose numbers are; once an hour, for those that are due.
    check_numbers: Callable[[], Awaitable[int]] | None = None
    #: Removes files of forgotten people that could not be removed at once; once an hour.
    finish_erasures: Callable[[], Awaitable[int]] | None = None
    #: Deletes what has been kept for its days; once a night.
    purge: Callable[[], Awaitable[int]] | None = None
    _app: App = field(init=False)

    def __post_init__(self) -> None:
        conninfo = self.login.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4, timeout=10))
        self._app.task(name="deliver", queue=_QUEUE)(self._deliver)
        cron_with_seconds = f"* * * * * */{self.sweep_every}"
        self._app.periodic(cron=cron_with_seconds)(self._app.task(name="sweep", queue=_QUEUE)(self._sweep))
        if self.reconcile is not None:
            # One round at a time: the next waits for the one before.
            task = self._app.task(name="reconcile", queue=_QUEUE, lock="reconcile")(self._reconcile)
            self._app.periodic(cron=f"* * * * * */{RECONCILE_SECONDS}")(task)
        if self.check_numbers is not None:
            task = self._app.task(name="check_numbers", queue=_QUEUE, lock="check_numbers")(self._check)
            self._app.periodic(cron=_HOURLY)(task)
        if self.finish_erasures is not None:
            task = self._app.task(name="finish_erasures", queue=_QUEUE, lock="erasures")(self._finish)
            self._app.periodic(cron=_HOURLY)(task)
        if self.purge is not None:
            task = self._app.task(name="purge", queue=_QUEUE, lock="purge")(self._purge)
            self._app.periodic(cron=_NIGHTLY)(task)

    async def run(self) -> None:
        """Until cancelled; then what is being sent is finished. A database that is away is waited for."""
        while True:
            try:
                async with self._opened():
                    await self._app.run_worker_async(
                        name="outbox",
                        concurrency=CONCURRENCY,
                        delete_jobs="always",
                        install_signal_handlers=False,
                        fetch_job_polling_interval=_LOOK_SECONDS,
                        shutdown_graceful_timeout=_DRAIN_SECONDS,
                        stalled_worker_timeout=_SILENT_SECONDS,
                    )
            except (exceptions.ConnectorException, OperationalError) as error:
                log.warning("the queue cannot be reached and will be tried again", error=repr(error))
            await asyncio.sleep(_PAUSE_SECONDS)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[None]:
        await self._app.open_async()
        try:
            yield
        finally:
            await self._app.close_async()

    async def _deliver(self, account_id: str, delivery_id: str) -> None:
        await self.outbox.come(account_id, delivery_id)

    async def _reconcile(self, timestamp: int) -> None:
        if self.reconcile is not None:
            await self.reconcile()

    async def _check(self, timestamp: int) -> None:
        if self.check_numbers is not None:
            log.info("numbers were checked", asked=await self.check_numbers())

    async def _finish(self, timestamp: int) -> None:
        if self.finish_erasures is not None and (finished := await self.finish_erasures()):
            log.info("files of forgotten people were removed", requests=finished)

    async def _purge(self, timestamp: int) -> None:
        if self.purge is not None:
            log.info("what was kept for its days was deleted", things=await self.purge())

    async def _sweep(self, timestamp: int) -> None:
        """Bring back what the queue has lost, and clear away what dead workers hold."""
        rung = await self.outbox.ring_overdue()
        jobs = self._app.job_manager
        left = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=_SILENT_SECONDS))
        for job in left:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
        if rung or left:
            log.info("the queue was looked over", overdue=rung, left_behind=len(left))
