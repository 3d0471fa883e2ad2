"""One serving process: the app on sockets that the parent took, until the parent says stop.

    python -m dialora.serving.child PARENT READY SOCKET…   the parent's pid, and file descriptors

Settings come on standard input; a line is written to READY once the first request can be answered.
"""

from __future__ import annotations

import socket
import sys

import uvicorn

from dialora.app import create_app
from dialora.media.direct import DirectSocket
from dialora.serving.draining import DrainingServer
from dialora.serving.logs import log_to_stderr
from dialora.serving.parentage import die_with_parent
from dialora.settings import Settings

#: How long plain requests may go on once no call is live.
_REQUEST_SECONDS = 5
#: Messages on audio sockets: the longest is a second of sound.
_LARGEST_MESSAGE_BYTES = 65_536


def serve(settings: Settings, sockets: list[socket.socket], ready: int) -> None:
    """Until SIGTERM."""
    log_to_stderr(settings.log_level)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=DirectSocket,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws_per_message_deflate=False,
        ws_max_size=_LARGEST_MESSAGE_BYTES,
        timeout_graceful_shutdown=_REQUEST_SECONDS,
    )
    DrainingServer(
        config,
        ready,
        farewell=lambda: app.state.services.live.end_all(),
        dismiss=lambda: app.state.services.live.feed.close(),
    ).run(sockets)


def main() -> None:
    parent, ready, *descriptors = map(int, sys.argv[1:])
    die_with_parent(parent)
    settings = Settings.take_over(sys.stdin.read())
    serve(settings, [socket.socket(fileno=it) for it in descriptors], ready)


if __name__ == "__main__":
    main()
