"""A whole outgoing call over real wires: asked for, decided, dialled, answered, spoken, proved, over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from dialling import CALLEE, Denials, Exchange, bring, rulebook_of
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus, EndReason
from dialora.media.carrier import carrier_router
from dialora.media.direct import DirectSocket
from dialora.ports.media import FRAME_BYTES, SILENCE
from dialora.providers.telephony import CARRIERS
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.services.outgoing import Outgoing
from dialora.store.scope import Store
from dialora.testing import sound
from dialora.testing.carrier import Callee, Faults, carrier_double
from dialora.web.telephony import telephony_router
from dialora.web.telephony_outgoing import outgoing_router
from patience import becomes
from serving.server import free_port
from sites import WallClock, make_services, make_site
from worlds import World


class Listener:
    """Says hello, listens until certain words have come, and hangs up."""

    def __init__(self, until: str) -> None:
        self._until = until
        self._said = sound.spoken("Hello?")
        self._reader = sound.Reader()
        self.heard = ""
        self.hung_up = False

    def utter(self, now: float) -> bytes:
        frame, self._said = self._said[:FRAME_BYTES], self._said[FRAME_BYTES:]
        return frame.ljust(FRAME_BYTES, SILENCE)

    def receive(self, mulaw: bytes, now: float) -> None:
        """It is heard as it is played."""

    def hear(self, mulaw: bytes, now: float) -> None:
        self.heard += "".join(character for _, character in self._reader.read(mulaw, now))
        self.hung_up = self.hung_up or self._until in self.heard


@asynccontextmanager
async def installation(store: Store, world: World, folder: Path, faults: Faults) -> AsyncIterator[Exchange]:
    """A server of ours and a carrier that call each other."""
    CARRIERS.discover("dialora.providers.telephony")
    port, clock, tenancy = free_port(), WallClock(), world.dental
    address = f"http://127.0.0.1:{port}"
    services = make_services(store, clock, folder, address)
    denials = Denials(conditions=("AI_DISCLOSURE", "IDENTIFY_CALLER", "OPT_OUT_WITHIN_2S"))
    object.__setattr__(services.calls.gate, "rulebook", rulebook_of(denials))
    app = make_site(services)
    for router in (carrier_router(), telephony_router(), outgoing_router()):
        app.include_router(router)
    config = uvicorn.Config(app, port=port, log_level="critical", lifespan="off", ws=DirectSocket)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await becomes(lambda: server.started, "the server listens")
    try:
        async with carrier_double(server_url=address, faults=faults) as carrier:
            number = carrier.add_number(carrier.add_account(), tenancy.number.number)
            await bring(store, tenancy, number, checked_at=clock.now())
            carriers = {"twilio": TwilioCalls(api_url=carrier.api_url)}
            outgoing = Outgoing.over(services.calls, carriers, address)
            object.__setattr__(services, "outgoing", outgoing)
            it = Exchange(
                store=store,
                clock=clock,
                tenancy=tenancy,
                carrier=carrier,
                number=number,
                outgoing=outgoing,
                calls=services.calls,
                denials=denials,
            )
            yield it
            await it.every_dialled_call_was_decided_on()
    finally:
        server.should_exit = True
        await serving


@pytest.mark.parametrize("faults", [Faults(), Faults(seed=3, doubled=0.5, missing=0.3, late_s=0.3)])
async def test_somebody_is_called_hears_who_calls_and_the_proof_stays(
    store: Store, world: World, tmp_path: Path, faults: Faults
) -> None:
    async with installation(store, world, tmp_path, faults) as phone:
        person = Listener(until="press nine")
        phone.carrier.callees[CALLEE] = Callee(person=person, answered_by="human")
        placed = await phone.outgoing.place(phone.wanted())
        await phone.carrier.everything_told()
        assert "an AI assistant calling for Bright Smile Dental LLC" in person.heard
        assert "your appointment on Thursday" in person.heard

        async def over() -> bool:
            async with store.account(phone.account_id) as scope:
                return (await scope.calls.get(placed.id)).status.ended

        for _ in range(400):
            if await over():
                break
            await asyncio.sleep(0.05)
        async with store.account(phone.account_id) as scope:
            call = await scope.calls.get(placed.id)
            notices = await scope.notices.of_call(placed.id)
            attempt = await scope.attempts.of_call(placed.id)
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.CALLER_HUNG_UP)
    assert attempt is not None
    assert attempt.state in (AttemptState.COMPLETED, AttemptState.ANSWERED), "the last report may be lost"
    who = notices[0]
    assert (who.kind, who.language) == ("identification", "en-US")
    assert len(who.audio_sha256) == 64
    assert who.start_ms < who.end_ms


async def test_a_machine_hears_nothing_and_is_hung_up_on(store: Store, world: World, tmp_path: Path) -> None:
    async with installation(store, world, tmp_path, Faults()) as phone:
        person = Listener(until="nothing that is ever said")
        phone.carrier.callees[CALLEE] = Callee(person=person, answered_by="machine_start")
        placed = await phone.outgoing.place(phone.wanted())
        await phone.carrier.everything_told()
        async with store.account(phone.account_id) as scope:
            call = await scope.calls.get(placed.id)
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.ANSWERING_MACHINE)
    assert len(person.heard) < 20
