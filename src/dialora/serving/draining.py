"""A web server that says when it is ready, and lets live calls end before it stops."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dialora.media.calm import keep_calm

#: How long live calls may go on after the server was told to stop.
DRAIN_SECONDS = 60.0
#: How long before that those who are still talking are told.
FAREWELL_SECONDS = 15.0
_POLL = 0.1


class DrainingServer(uvicorn.Server):
    """Uvicorn would close WebSockets first. Told twice, by SIGINT, it does."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: int,
        farewell: Callable[[], None] = lambda: None,
        dismiss: Callable[[], None] = lambda: None,
    ) -> None:
        """`ready` is a file descriptor: it gets one line, and is closed. `dismiss` is called first, for those
        who only look on; `farewell` while there is time left to say a sentence in every call."""
        super().__init__(config)
        self._ready = ready
        self._farewell = farewell
        self._dismiss = dismiss

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            keep_calm()
            os.write(self._ready, b"ready\n")
            os.close(self._ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self._dismiss()
        loop = asyncio.get_running_loop()
        farewell = loop.call_later(DRAIN_SECONDS - FAREWELL_SECONDS, self._farewell)
        for _ in range(int(DRAIN_SECONDS / _POLL)):
            if self.force_exit or not self._has_calls():
                break
            await asyncio.sleep(_POLL)
        farewell.cancel()
        await super().shutdown(sockets)

    def _has_calls(self) -> bool:
        # Audio comes in over WebSockets, and nothing else does.
        return any(isinstance(it, WebSocketsSansIOProtocol) for it in self.server_state.connections)
