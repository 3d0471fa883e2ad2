"""Texts to our numbers, the public page with its code, and the link in a letter."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from dialora.domain.do_not_call import DncEntry
from dialora.domain.phone import PhoneNumber
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.store.scope import Store
from dialora.web.telephony import telephony_router
from sites import ADDRESS, Clock
from worlds import NOW, Tenancy, World

MESSAGE = "/telephony/twilio/message"
ADA = PhoneNumber("+12025550147")


@pytest.fixture(autouse=True)
def webhooks(site: FastAPI) -> None:
    CARRIERS.discover("dialora.providers.telephony")
    site.include_router(telephony_router())


async def text(
    program: httpx.AsyncClient, tenancy: Tenancy, body: str, *, sid: str = "SM01", **more: str
) -> httpx.Response:
    """As Twilio brings a text from Ada."""
    form = {
        "AccountSid": tenancy.number.carrier_account_id,
        "MessageSid": sid,
        "To": str(tenancy.number.number),
        "From": ADA.e164,
        "Body": body,
        **more,
    }
    signature = RequestValidator(tenancy.credentials.auth_token).compute_signature(ADDRESS + MESSAGE, form)
    return await program.post(MESSAGE, data=form, headers={"X-Twilio-Signature": signature})


async def entries(store: Store, tenancy: Tenancy) -> tuple[DncEntry, ...]:
    async with store.account(tenancy.account.id) as scope:
        return await scope.dnc_entries.holding(ADA)


async def texts_stopped(store: Store, tenancy: Tenancy) -> bool | None:
    async with store.account(tenancy.account.id) as scope:
        choice = await scope.sms_choices.newest(ADA)
    return choice.stopped if choice else None


async def everywhere(store: Store, tenancy: Tenancy) -> bool:
    async with store.account(tenancy.account.id) as scope:
        return (await scope.suppression.of_number(ADA, at=NOW, since=NOW)).everywhere


@pytest.mark.parametrize(
    ("body", "answered_with"),
    [
        ("STOP", "we no longer call or text"),
        (" stop. ", "we no longer call or text"),
        ("OPT OUT", "we no longer call or text"),
        ("Cancel", "we no longer call or text"),
        ("please stop calling me", "we no longer call or text"),
        ("ALTO", "ya no le llamaremos"),
        ("No más", "ya no le llamaremos"),
        ("no me llamen más", "ya no le llamaremos"),
    ],
)
async def test_a_stop_by_text_ends_calls_and_texts_and_is_confirmed_once(
    body: str, answered_with: str, program: httpx.AsyncClient, store: Store, world: World
) -> None:
    answer = await text(program, world.dental, body)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answered_with in answer.text
    assert world.dental.account.seller in answer.text
    (entry,) = await entries(store, world.dental)
    assert (entry.source.value, entry.scope.value) == ("sms", "all")
    assert await texts_stopped(store, world.dental)
    assert not await entries(store, world.barber), "it was said to this business"
    again = await text(program, world.dental, body)
    assert "<Message" not in again.text, "the carrier brought the same text twice"


async def test_start_brings_back_texts_and_not_calls(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    await text(program, world.dental, "STOP", sid="SM01")
    answer = await text(program, world.dental, "START", sid="SM02")
    assert "calls stay off" in answer.text
    assert await texts_stopped(store, world.dental) is False
    assert len(await entries(store, world.dental)) == 1
    async with store.account(world.dental.account.id) as scope:
        (consent,) = await scope.consents.for_number(scope.consents.hash_of(ADA))
        (revocation,) = await scope.revocations.of_number(ADA)
    assert [channel.value for channel in consent.channels] == ["sms"]
    assert consent.obtained_at >= revocation.at


async def test_a_yes_starts_nothing_where_nothing_was_stopped(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    answer = await text(program, world.dental, "Yes", sid="SM01")
    assert "<Message" not in answer.text
    assert await texts_stopped(store, world.dental) is None
    await text(program, world.dental, "STOP", sid="SM02")
    await text(program, world.dental, "YES", sid="SM03")
    assert await texts_stopped(store, world.dental) is False


async def test_help_says_who_we_are_and_how_to_stop(program: httpx.AsyncClient, world: World) -> None:
    answer = await text(program, world.dental, "HELP")
    assert world.dental.account.seller in answer.text
    assert "STOP" in answer.text
    assert "ALTO" in (await text(program, world.dental, "Ayuda", sid="SM02")).text


async def test_what_the_carrier_has_answered_is_not_answered_twice(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    answer = await text(program, world.dental, "STOP", OptOutType="STOP")
    assert "<Message" not in answer.text
    assert await texts_stopped(store, world.dental)


@pytest.mark.parametrize("body", ["See you on Friday", "Don't stop, please", "", "\U0001f44d", "x" * 5000])
async def test_other_texts_stop_nothing(
    body: str, program: httpx.AsyncClient, store: Store, world: World
) -> None:
    answer = await text(program, world.dental, body)
    assert answer.status_code == 200
    assert "<Message" not in answer.text
    assert not await entries(store, world.dental)


async def test_an_unsigned_text_is_refused_and_stops_nothing(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    form = {
        "AccountSid": "ACdental",
        "MessageSid": "SM1",
        "To": "+12125550123",
        "From": ADA.e164,
        "Body": "STOP",
    }
    assert (await program.post(MESSAGE, data=form)).status_code == 403
    assert not await entries(store, world.dental)


# The public page


async def ask(
    program: httpx.AsyncClient, number: str = "(202) 555-0147", lang: str = "en"
) -> tuple[str, str]:
    """The address of the page that waits, and its code."""
    asked = await program.post("/opt-out", data={"number": number, "lang": lang})
    assert asked.status_code == 303, asked.text
    page = (await program.get(asked.headers["location"])).text
    found = re.search(r"(\d{3} \d{3})</p>", page)
    assert found, page
    return asked.headers["location"], found[1]


@pytest.mark.parametrize(("lang", "says"), [("en", "It is done"), ("es", "Hecho")])
async def test_a_code_texted_from_the_number_stops_every_business(
    lang: str, says: str, program: httpx.AsyncClient, store: Store, world: World
) -> None:
    where, code = await ask(program, lang=lang)
    assert not await everywhere(store, world.dental), "nothing is believed before the text"
    answer = await text(program, world.dental, f"My code is {code.replace(' ', '')}")
    assert "<Message" in answer.text
    assert await everywhere(store, world.dental)
    assert await everywhere(store, world.barber)
    assert says in (await program.get(where)).text


async def test_a_code_of_another_number_stops_nobody(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    _, code = await ask(program, number="(202) 555-0199")
    await text(program, world.dental, code.replace(" ", ""))
    assert not await everywhere(store, world.dental)


async def test_a_code_runs_out(program: httpx.AsyncClient, store: Store, world: World, clock: Clock) -> None:
    where, code = await ask(program)
    clock.move(timedelta(minutes=31))
    await text(program, world.dental, code.replace(" ", ""))
    assert not await everywhere(store, world.dental)
    assert "The code has run out" in (await program.get(where)).text


async def test_the_page_speaks_the_language_of_the_browser(program: httpx.AsyncClient, world: World) -> None:
    spanish = (await program.get("/opt-out", headers={"Accept-Language": "es-MX,es;q=0.9"})).text
    assert '<html lang="es">' in spanish
    assert "Su número de teléfono" in spanish
    assert "Your phone number" in (await program.get("/opt-out?lang=en")).text


@pytest.mark.parametrize("number", ["", "nobody", "12", "9" * 60])
async def test_what_is_no_number_is_said(number: str, program: httpx.AsyncClient, world: World) -> None:
    answer = await program.post("/opt-out", data={"number": number, "lang": "en"})
    assert answer.status_code == 422
    assert "That is no phone number" in answer.text


async def test_nobody_asks_without_end(program: httpx.AsyncClient, world: World) -> None:
    for _ in range(5):
        await ask(program)
    assert (await program.post("/opt-out", data={"number": "(202) 555-0147"})).status_code == 429


# The link in a letter


async def test_the_link_in_a_letter_asks_and_then_stops_this_business(
    program: httpx.AsyncClient, store: Store, world: World, site: FastAPI
) -> None:
    services: Services = site.state.services
    headers = services.suppression.opt_outs.letter_headers(world.dental.account.id, ADA)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>").removeprefix(ADDRESS)
    assert "202555" not in link
    assert "Stop them" in (await program.get(link)).text
    assert not await entries(store, world.dental), "a program that follows links stops nothing"
    pressed = await program.post(link, data={"List-Unsubscribe": "One-Click"})
    assert pressed.status_code == 200
    (entry,) = await entries(store, world.dental)
    assert entry.source.value == "email"
    assert not await entries(store, world.barber)


@pytest.mark.parametrize("token", ["x", "AAAA", "A" * 200, "%00", "é"])
async def test_a_broken_link_is_met_calmly(token: str, program: httpx.AsyncClient, world: World) -> None:
    for answer in (
        await program.get(f"/opt-out/letter/{token}"),
        await program.post(f"/opt-out/letter/{token}"),
    ):
        assert answer.status_code == 404
        assert "There is nothing at this link" in answer.text
