"""A new installation is set up from the command line: operator, agency, account, owner, number."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dialora.cli import app
from dialora.domain.accounts import Role
from dialora.domain.errors import Conflict, DialoraError, Invalid, NotFound
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.phone import PhoneNumber
from dialora.number_cli import TOKEN_FILE
from dialora.services.identity import Identity
from dialora.services.people import People
from dialora.store.scope import Store
from dialora.testing.carrier import CarrierDouble, carrier_double
from sites import Clock, make_services
from worlds import NOW, SECRET

OURS = PhoneNumber("+12125550163")
ACCOUNT = ("account", "create", "Lark Bakery", "--agency", "Own", "--country", "us", "--state", "ny")
PLACE = ("--zone", "America/New_York", "--owner", "Owner@lark.example.com")


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path))
    monkeypatch.setenv("DIALORA_PUBLIC_URL", "https://phone.example.com")


@pytest.fixture
def people(store: Store, tmp_path: Path) -> People:
    return make_services(store, Clock(NOW), tmp_path).people


@pytest.fixture
async def carrier(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CarrierDouble]:
    async with carrier_double(server_url="http://127.0.0.1:1") as it:
        monkeypatch.setenv("DIALORA_TWILIO_API_URL", it.api_url)
        yield it


async def dialora(*arguments: str, typed: str = "") -> Result:
    """In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments), input=typed)


async def told(*arguments: str, typed: str = "") -> Any:
    result = await dialora(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


async def refusal(*arguments: str, typed: str = "") -> DialoraError:
    result = await dialora(*arguments, typed=typed)
    assert isinstance(result.exception, DialoraError), result.output
    return result.exception


def token_in(link: str) -> str:
    assert link.startswith("https://phone.example.com/set-password?token=")
    return link.partition("token=")[2]


async def lark() -> Any:
    await told("agency", "create", "Own")
    return await told(*ACCOUNT, *PLACE)


async def test_the_first_operator_sets_a_password_by_a_link_and_signs_in(
    installation: None, store: Store, people: People
) -> None:
    identity = Identity(store=store, clock=people.clock)
    assert not await identity.has_operator()
    made = await told("operator", "create", "Ops@example.com")
    assert (made["email"], made["role"], made["new"]) == ("ops@example.com", "operator", True)
    assert await identity.has_operator()
    await people.set_password(token_in(made["link"]), "a password of their own")
    token = await identity.sign_in("ops@example.com", "a password of their own", address="198.51.100.7")
    assert (await identity.signed_in(token)).member.role is Role.OPERATOR


async def test_asked_again_an_operator_stays_and_gets_a_new_link(installation: None, people: People) -> None:
    first = await told("operator", "create", "ops@example.com")
    again = await told("operator", "create", "ops@example.com")
    assert (again["id"], again["new"]) == (first["id"], False)
    assert (await people.of_link(token_in(again["link"]))).id == first["id"]
    assert "stays as it is" in (await dialora("operator", "create", "ops@example.com")).stdout


async def test_a_password_is_typed_and_never_printed(installation: None, store: Store) -> None:
    result = await dialora("operator", "create", "ops@example.com", "--password", typed="typed by hand 1\n")
    assert result.exit_code == 0, result.exception
    assert "typed by hand" not in result.output
    assert "token=" not in result.output
    identity = Identity(store=store, clock=Clock(NOW))
    assert await identity.sign_in("ops@example.com", "typed by hand 1", address="198.51.100.7")
    short = await refusal("operator", "create", "ops@example.com", "--password", typed="short\n")
    assert isinstance(short, Invalid)


async def test_an_account_has_an_owner_an_agent_and_a_place(
    installation: None, store: Store, people: People
) -> None:
    account = await lark()
    async with store.account(account["id"]) as scope:
        known = await scope.account()
        agents = (await scope.agents.page()).items
        entries = [entry.kind async for entry in scope.ledger.entries()]
    assert (known.name, known.seller, known.country, known.state) == (
        "Lark Bakery",
        "Lark Bakery",
        "US",
        "NY",
    )
    assert [agent.id for agent in agents] == [account["agent_id"]]
    assert "member_added" in entries
    owner = await people.of_link(token_in(account["owner"]["link"]))
    assert (owner.email, owner.role, owner.account_id) == (
        "owner@lark.example.com",
        Role.OWNER,
        account["id"],
    )
    assert (await dialora("audit", "verify")).exit_code == 0


async def test_an_account_asked_for_again_is_the_same(installation: None) -> None:
    first = await lark()
    again = await told(*ACCOUNT, *PLACE)
    assert {**again, "owner": None} == {**first, "new": False, "owner": None}
    assert again["owner"]["id"] == first["owner"]["id"]


async def test_what_cannot_be_is_said_and_nothing_is_made(installation: None, store: Store) -> None:
    unknown = await refusal(*ACCOUNT, *PLACE)
    assert isinstance(unknown, NotFound)
    assert 'dialora agency create "Own"' in unknown.message
    await told("agency", "create", "Own", "--admin", "admin@example.com")
    places = (
        ("--country", "us", "--zone", "America/New_York"),
        ("--country", "gb", "--state", "ny", "--zone", "Europe/London"),
        ("--country", "us", "--state", "zz", "--zone", "America/New_York"),
        ("--country", "zz", "--zone", "Europe/London"),
        ("--country", "gb", "--zone", "Europe/Nowhere"),
    )
    for place in places:
        wrong = await refusal(
            "account", "create", "Lark", "--agency", "Own", "--owner", "o@lark.example.com", *place
        )
        assert isinstance(wrong, Invalid), place
    taken = await refusal("operator", "create", "admin@example.com")
    assert isinstance(taken, Conflict)
    assert isinstance(await refusal("operator", "create", "no address"), Invalid)
    async with store.platform() as platform:
        assert await platform.accounts.all() == ()
        assert not await platform.members.has_operator()


async def test_a_number_is_brought_with_a_token_that_is_no_argument(
    installation: None, store: Store, carrier: CarrierDouble, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    account = await lark()
    number = carrier.add_number(carrier.add_account(), OURS)
    theirs = number.account
    words = ("number", "add", str(OURS), "--account", account["id"])
    wrong = await refusal(*words, "--carrier-account", theirs.sid, typed="guessed\n")
    assert "refused the account SID and auth token" in wrong.message
    added = await told(*words, typed=f"{theirs.sid}\n{theirs.auth_token}\n")
    assert (added["number"], added["agent_id"], added["webhooks_set"]) == (
        str(OURS),
        account["agent_id"],
        True,
    )
    assert number.voice_url == "https://phone.example.com/telephony/twilio/voice"
    assert number.status_callback == "https://phone.example.com/telephony/twilio/status"

    # The token was changed at the carrier: brought again, out of a file.
    carrier.accounts[theirs.sid] = replace(theirs, auth_token="another")
    file = tmp_path / "token"
    file.write_text("another\n")
    monkeypatch.setenv(TOKEN_FILE, str(file))
    again = await told(*words, "--carrier-account", theirs.sid)
    assert again["id"] == added["id"]
    async with store.account(account["id"]) as scope:
        kept = await scope.numbers.credentials(added["id"])
    assert kept == CarrierCredentials(carrier_account_id=theirs.sid, auth_token="another")


async def test_a_number_of_another_account_is_not_taken(installation: None, carrier: CarrierDouble) -> None:
    account = await lark()
    other = await told(
        *("account", "create", "Wren Books", "--agency", "Own", "--country", "gb"),
        *("--zone", "Europe/London", "--owner", "owner@wren.example.com"),
    )
    theirs = carrier.add_number(carrier.add_account(), OURS).account
    typed = f"{theirs.sid}\n{theirs.auth_token}\n"
    await told("number", "add", str(OURS), "--account", account["id"], typed=typed)
    taken = await refusal("number", "add", str(OURS), "--account", other["id"], typed=typed)
    assert isinstance(taken, Conflict)
    assert "Another account has" in taken.message
