"""A call that somebody has answered."""

from __future__ import annotations

import pytest

from dialora.domain.phone import PhoneNumber
from dialora.ports.telephony import IncomingCall
from dialora.services.bundle import Services
from dialora.services.calls import Answer, Ticket
from worlds import World


@pytest.fixture
async def ticket(services: Services, world: World) -> Ticket:
    """A call that is up, to the dental practice; `services` is the asking file's own."""
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id="CA1",
            carrier_account_id=world.dental.number.carrier_account_id,
            called=world.dental.number.number,
            caller=PhoneNumber("+12025550147"),
        )
    )
    assert isinstance(answer, Answer)
    return await services.calls.connect(answer.token, carrier_call_id="CA1")
