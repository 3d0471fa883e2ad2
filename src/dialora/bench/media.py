"""`dialora bench media`: one process, only the carrier's media socket, with everything real but the models
of speech and language: the engine, the voice detector, the ledger, the sealed recorder, the figures and the
event log."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

from dialora.bench.ready import Archive, new_call_id, ready_apparatus, ready_call
from dialora.media.calm import keep_calm
from dialora.media.carrier import CarrierStream, close_socket
from dialora.media.direct import DirectSocket
from dialora.ports.telephony import StreamStarted
from dialora.providers.telephony.twilio import Twilio
from dialora.services import measures
from dialora.voice.silero import SileroEar
from dialora.voice.turns import Knobs


def serve(port: int, vad_stop_s: float | None) -> None:
    """Serve until interrupted, on loopback only; prints `ready` once calls can come in. The event log
    goes to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    knobs = Knobs()
    if vad_stop_s is not None:
        read_after = min(knobs.read_after_s, vad_stop_s)
        knobs = replace(knobs, complete_s=vad_stop_s, read_after_s=read_after)
    with tempfile.TemporaryDirectory(prefix="dialora-bench-") as folder:
        config = uvicorn.Config(
            media_app(Path(folder), knobs),
            host="127.0.0.1",
            port=port,
            ws=DirectSocket,
            ws_per_message_deflate=False,
            log_level="warning",
            access_log=False,
        )
        _Server(config).run()


class _Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        keep_calm()
        print("ready", flush=True)


def media_app(folder: Path, knobs: Knobs, sound: bytes | None = None) -> FastAPI:
    """Only the media socket, and the figures."""
    app = FastAPI()
    apparatus = ready_apparatus(SileroEar(), sound)
    archive = Archive(folder, ThreadPoolExecutor(1, thread_name_prefix="recordings"))

    @app.websocket("/telephony/twilio/media")
    async def media(socket: WebSocket) -> None:
        await socket.accept()
        codec = Twilio().codec()
        try:
            while not isinstance(codec.decode(await socket.receive_text()), StreamStarted):
                pass
        except WebSocketDisconnect:
            return
        call_id = new_call_id()
        await archive.decide(call_id)
        session = ready_call(CarrierStream(socket, codec), apparatus, archive.sink(call_id), knobs)
        measures.started()
        record = await session.run()
        measures.ended(record.reason)
        await close_socket(socket, 1000)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(measures.exposition(), media_type=measures.MEDIA_TYPE)

    return app
