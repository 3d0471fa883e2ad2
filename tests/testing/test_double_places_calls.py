"""The carrier's double places calls as Twilio's document says, and its journal is the truth of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import Callee, CarrierDouble, CarrierNumber, DialFault, Ending, carrier_double
from patience import becomes
from testing.conftest import Judge
from testing.test_carrier_double import CALLER, FOREIGN, OURS, PUBLIC, Patient, answering, asking


@pytest.fixture
async def carrier() -> AsyncIterator[CarrierDouble]:
    async with carrier_double(server_url="http://127.0.0.1:1", public_url=PUBLIC) as it:
        yield it


@pytest.fixture
def number(carrier: CarrierDouble) -> CarrierNumber:
    return carrier.add_number(carrier.add_account(), OURS)


def order(to: PhoneNumber = CALLER, shown: PhoneNumber = OURS) -> dict[str, str | list[str]]:
    return {
        "To": str(to),
        "From": str(shown),
        "Url": f"{PUBLIC}/outgoing/att_1/answered",
        "StatusCallback": f"{PUBLIC}/outgoing/att_1/status",
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": "30",
    }


async def test_a_call_is_placed_listed_and_ended_as_twilios_document_says(
    carrier: CarrierDouble, number: CarrierNumber, twilio_says: Judge
) -> None:
    carrier.callees[CALLER] = Callee(rings_s=None)
    async with asking(carrier, number) as http:
        placed = await http.post("Calls.json", data=order())
        assert placed.status_code == 201
        twilio_says(placed)
        call = placed.json()
        assert (call["direction"], call["to"]) == ("outbound-api", str(CALLER))
        listed = await http.get("Calls.json", params={"To": str(CALLER), "From": str(OURS)})
        twilio_says(listed)
        assert [it["sid"] for it in listed.json()["calls"]] == [call["sid"]]
        ended = await http.post(f"Calls/{call['sid']}.json", data={"Status": "canceled"})
        twilio_says(ended)
    await carrier.legs[call["sid"]].over
    assert carrier.legs[call["sid"]].record.status == "canceled"
    [dialled] = carrier.journal
    assert (dialled.to, dialled.caller_id, dialled.carrier_call_id) == (CALLER, OURS, call["sid"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"From": str(FOREIGN)}, 21210), ({"To": "12"}, 21211), ({"Url": ""}, 21205)],
)
async def test_what_twilio_would_refuse_is_refused_and_calls_nobody(
    carrier: CarrierDouble, number: CarrierNumber, changes: dict[str, str], code: int
) -> None:
    async with asking(carrier, number) as http:
        answer = await http.post("Calls.json", data=order() | changes)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert carrier.journal == []


@pytest.mark.parametrize("fault", [DialFault.TOO_MANY, DialFault.ERROR_BEFORE, DialFault.LOST_BEFORE])
async def test_what_goes_wrong_before_the_call_leaves_no_call(
    carrier: CarrierDouble, number: CarrierNumber, fault: DialFault
) -> None:
    carrier.dial_faults.append(fault)
    await fails(carrier, number)
    assert carrier.journal == []


@pytest.mark.parametrize("fault", [DialFault.ERROR_AFTER, DialFault.LOST_AFTER])
async def test_what_goes_wrong_after_the_call_leaves_the_call(
    carrier: CarrierDouble, number: CarrierNumber, fault: DialFault
) -> None:
    carrier.dial_faults.append(fault)
    await fails(carrier, number)
    assert len(carrier.journal) == 1


async def fails(carrier: CarrierDouble, number: CarrierNumber) -> None:
    async with asking(carrier, number) as http:
        try:
            answer = await http.post("Calls.json", data=order())
        except httpx.HTTPError:
            return
    assert answer.is_error


async def test_whoever_answers_is_asked_about_and_reported_on() -> None:
    said = "<Response><Say>Hello.</Say><Hangup/></Response>"
    async with answering(said) as (server, address), carrier_double(server_url=address) as carrier:
        number = carrier.add_number(carrier.add_account(), OURS)
        carrier.callees[CALLER] = Callee(person=Patient(), answered_by="human")
        orders = order() | {
            "Url": f"{address}/outgoing/att_1/answered",
            "StatusCallback": f"{address}/outgoing/att_1/status",
            "AsyncAmdStatusCallback": f"{address}/outgoing/att_1/machine",
        }
        async with asking(carrier, number) as http:
            sid = (await http.post("Calls.json", data=orders)).json()["sid"]
        await carrier.everything_told()
        assert carrier.legs[sid].said == ["Hello."]
        told = {(path.rsplit("/", 1)[-1], form.get("CallStatus")) for path, form, _ in server.asked}
    assert told == {
        ("status", "initiated"),
        ("status", "ringing"),
        ("status", "in-progress"),
        ("status", "completed"),
        ("answered", "in-progress"),
        ("machine", None),
    }


@pytest.mark.parametrize("ending", Ending)
async def test_a_call_that_nobody_takes_ends_as_it_was_told_to(
    carrier: CarrierDouble, number: CarrierNumber, ending: Ending
) -> None:
    carrier.callees[CALLER] = Callee(rings_s=0.02, ending=ending)
    async with asking(carrier, number) as http:
        sid = (await http.post("Calls.json", data=order())).json()["sid"]
    await becomes(lambda: carrier.legs[sid].over.done(), "it has ended")
    assert carrier.legs[sid].record.status == ending.value
