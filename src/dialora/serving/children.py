"""The serving processes as the parent sees them: started, awaited, started again when they die."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

from dialora.domain.errors import Unavailable
from dialora.services import measures
from dialora.settings import Settings

#: Seconds before a child that died again is started again: doubled each time, up to the last.
_FIRST_PAUSE, _LAST_PAUSE = 0.5, 10.0


@dataclass(slots=True, kw_only=True)
class Child:
    """One place among the processes: whoever fills it is replaced when it dies."""

    name: str
    settings: Settings
    sockets: Sequence[socket.socket]
    say: Callable[[str], None]
    #: Where the processes write their figures, for whichever of them is asked.
    figures: Path
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _process: asyncio.subprocess.Process | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    #: What the present process is stopped with.
    _stop_with: signal.Signals = signal.SIGTERM

    async def keep(self) -> None:
        """Fill the place until stopped. Raises Unavailable where the first to fill it never gets ready."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            became_ready, status = await self._live()
            if self._stopping.is_set():
                return
            if not self.ready.is_set():
                raise Unavailable(
                    f"Process {self.name} did not start ({_ending(status)}).", code="child_failed"
                )
            self.say(f"Process {self.name} ended ({_ending(status)}) and is started again")
            if became_ready:
                pause = _FIRST_PAUSE
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LAST_PAUSE)

    def stop(self, *, at_once: bool = False) -> None:
        """Let its calls end, or cut them."""
        self._stopping.set()
        self._stop_with = signal.SIGKILL if at_once else signal.SIGTERM
        if self._process is not None:
            _signal(self._process, self._stop_with)

    async def _live(self) -> tuple[bool, int]:
        """One process, from start to end: whether it got ready, and how it ended."""
        reads, writes = os.pipe()
        descriptors = [it.fileno() for it in self.sockets]
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dialora.serving.child", str(os.getpid()), str(writes)),
            *map(str, descriptors),
            stdin=asyncio.subprocess.PIPE,
            pass_fds=(writes, *descriptors),
            env=os.environ | {measures.FOLDER: str(self.figures)},
            # What is typed at the terminal is for the parent, which passes it on.
            process_group=0,
        )
        os.close(writes)
        if self._stopping.is_set():
            # Told to stop while it was being started: nobody else knows of it.
            _signal(process, self._stop_with)
        try:
            async with asyncio.TaskGroup() as both:
                readiness = both.create_task(self._await_readiness(reads))
                both.create_task(_tell_and_wait(process, self.settings.handed_on()))
        finally:
            _signal(process, signal.SIGKILL)
            await process.wait()
            # What it has counted stays; what it is no longer is not.
            mark_process_dead(process.pid, str(self.figures))
        return readiness.result(), process.returncode or 0

    async def _await_readiness(self, reads: int) -> bool:
        """The pipe says "ready", or ends with the process."""
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        with os.fdopen(reads, "rb", 0) as pipe:
            transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), pipe)
            said = await lines.readline()
            transport.close()
        if said:
            self.ready.set()
        return bool(said)


async def _tell_and_wait(process: asyncio.subprocess.Process, told: str) -> None:
    await process.communicate(told.encode())


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # Not `process.send_signal`: that takes the exit status of an ended process away from asyncio.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _ending(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit {status}"
