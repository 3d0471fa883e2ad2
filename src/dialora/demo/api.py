"""What became of a call, asked through the public API with an account's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment as the API shows it."""

    id: str
    service: str
    starts_at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTurn:
    """One exchange as the product saw it."""

    heard: str
    agent: str
    #: From the start of the call.
    caller_end_ms: int
    #: Milliseconds by stage; empty where nothing was measured.
    latency: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCall:
    """A call as the product keeps it."""

    id: str
    status: str
    outcome: str | None
    recording: str
    decision_id: str | None
    turns: tuple[ServerTurn, ...]


class Api:
    """The REST API of one account."""

    def __init__(self, http: httpx.AsyncClient, server_url: str, api_key: str) -> None:
        self._http = http
        self._root = f"{server_url.rstrip('/')}/v1"
        self._headers = {"Authorization": f"Bearer {api_key}"}

    async def zone(self) -> str:
        """The IANA zone of the business."""
        agents = await self._get("/agents", limit="1")
        return str(agents["data"][0]["business"]["zone"])

    async def latest_call(self, peer: PhoneNumber) -> str:
        """The id of the newest call of a number. Raises NotFound."""
        calls = await self._get("/calls", limit="20")
        ids = [str(call["id"]) for call in calls["data"] if call["peer"] == peer.e164]
        if not ids:
            raise NotFound(f"The server knows of no call from {peer}.", code="demo_call_missing")
        return ids[0]

    async def call(self, call_id: str) -> ServerCall:
        found = await self._get(f"/calls/{call_id}")
        return ServerCall(
            id=found["id"],
            status=found["status"],
            outcome=found["outcome"],
            recording=found["recording"],
            decision_id=found["decision_id"],
            turns=tuple(
                ServerTurn(
                    heard=turn["caller_text"],
                    agent=turn["agent_text"],
                    caller_end_ms=turn["caller_end_ms"],
                    latency=turn["latency"] or {},
                )
                for turn in found["turns"]
                if turn["caller_end_ms"] is not None
            ),
        )

    async def booked_in(self, call_id: str) -> Booked | None:
        """The appointment that a call made, if it made exactly one."""
        found = (await self._get("/appointments", call_id=call_id, status="booked"))["data"]
        if len(found) != 1:
            return None
        [appointment] = found
        return Booked(
            id=appointment["id"],
            service=appointment["service_name"],
            starts_at=datetime.fromisoformat(appointment["starts_at"]),
            name=appointment["name"],
        )

    async def decision(self, decision_id: str) -> Mapping[str, Any]:
        return await self._get(f"/decisions/{decision_id}")

    async def recording(self, call_id: str) -> bytes | None:
        """The WAV file, or None where none was kept."""
        response = await self._http.get(f"{self._root}/calls/{call_id}/recording", headers=self._headers)
        return None if response.status_code == httpx.codes.NOT_FOUND else response.raise_for_status().content

    async def _get(self, path: str, **query: str) -> Mapping[str, Any]:
        response = await self._http.get(self._root + path, params=query, headers=self._headers)
        found: Mapping[str, Any] = response.raise_for_status().json()
        return found
