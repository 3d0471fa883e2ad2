"""One serving process: the app on sockets that the parent took, until the parent says stop.

    python -m dialora.serving.child PARENT READY SOCKET…   the parent's pid, and file descriptors

Settings come on standard input; a line is written to READY once the first request can be answered.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dialora.app import create_app
from dialora.serving.logs import log_to_stderr
from dialora.serving.parentage import die_with_parent
from dialora.settings import Settings

#: How long live calls may go on after the parent said stop.
DRAIN_SECONDS = 60.0
#: How long plain requests may, after that.
_REQUEST_SECONDS = 5
_POLL = 0.1


class ChildServer(uvicorn.Server):
    """Says when it is ready; lets live calls end before it stops."""

    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            os.write(self._ready, b"ready\n")
            os.close(self._ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for _ in range(int(DRAIN_SECONDS / _POLL)):
            if self.force_exit or not self._has_calls():
                break
            await asyncio.sleep(_POLL)
        await super().shutdown(sockets)

    def _has_calls(self) -> bool:
        # Audio comes in over WebSockets, and nothing else does.
        return any(isinstance(it, WebSocketsSansIOProtocol) for it in self.server_state.connections)


def serve(settings: Settings, sockets: list[socket.socket], ready: int) -> None:
    """Until SIGTERM."""
    log_to_stderr(settings.log_level)
    config = uvicorn.Config(
        create_app(settings),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_REQUEST_SECONDS,
    )
    ChildServer(config, ready).run(sockets)


def main() -> None:
    parent, ready, *descriptors = map(int, sys.argv[1:])
    die_with_parent(parent)
    settings = Settings.take_over(sys.stdin.read())
    serve(settings, [socket.socket(fileno=it) for it in descriptors], ready)


if __name__ == "__main__":
    main()
