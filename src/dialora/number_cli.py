"""The command that brings a number from its carrier."""

from __future__ import annotations

import getpass
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dialora.clock import clock_of
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.numbers import CarrierCredentials, OwnedNumber
from dialora.domain.phone import PhoneNumber
from dialora.domain.text_registrations import Registered, TextRegistration
from dialora.providers.telephony.twilio import Twilio
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.services.agents import Agents
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.numbers import Numbers
from dialora.services.text_registrations import TextRegistrations
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store

number = typer.Typer(no_args_is_help=True, help="Bring numbers from a carrier.")

#: Names a file with the auth token, for those who cannot type it.
TOKEN_FILE = "DIALORA_TWILIO_AUTH_TOKEN_FILE"
_AGENTS_SHOWN = 10


@number.command("add")
def add_number(
    number: Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")],
    account: Annotated[str, typer.Option(help="The account it belongs to, acct_….")],
    agent: Annotated[
        str | None, typer.Option(help="The agent that answers, agent_…; not needed where there is one.")
    ] = None,
    carrier_account: Annotated[
        str | None,
        typer.Option(help="The account's id at the carrier, AC…; asked for where it is not given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Bring a Twilio number: ask Twilio whose it is, seal its auth token, and have its calls sent here.

    The token is asked for, piped in, or read from the file that DIALORA_TWILIO_AUTH_TOKEN_FILE names. Asked
    again for the same number, its token and agent are replaced.
    """
    settings = Settings.read()
    wanted = PhoneNumber(number)
    credentials = CarrierCredentials(
        carrier_account_id=carrier_account or _asked("Account SID: "), auth_token=_token()
    )

    async def work(store: Store) -> tuple[OwnedNumber, bool]:
        clock = clock_of(settings.clock_offset_path)
        registries = {Twilio.name: TwilioNumbers(api_url=settings.twilio_api_url)}
        numbers = Numbers(store=store, clock=clock, registries=registries)
        answering = agent or await _only_agent(Agents(store=store, clock=clock), account)
        added = await numbers.add(
            wanted, account_id=account, agent_id=answering, carrier=Twilio.name, credentials=credentials
        )
        pointed = settings.address.startswith("https://")
        if pointed:
            await numbers.point_here(added, credentials, public_url=settings.address)
        return added, pointed

    added, pointed = with_store(settings, work)
    if as_json:
        print(json.dumps(_told(added, pointed), indent=1))
        return
    print(f"{added.number} is yours, and answered by {added.agent_id}.")
    if pointed:
        print(f"Twilio sends its calls to {settings.address}.")
    else:
        print("Twilio needs an https address: set DIALORA_PUBLIC_URL, and run this again.")


@number.command("texts")
def say_whether_it_texts(
    number: Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")],
    account: Annotated[str, typer.Option(help="The account it belongs to, acct_….")],
    registered: Annotated[Registered, typer.Option(help="What the carrier's console shows.")],
    reference: Annotated[str, typer.Option(help="The campaign or verification there.")] = "",
) -> None:
    """Say whether the carriers take texts from a number. It holds until the carrier itself is asked."""
    settings, wanted = Settings.read(), PhoneNumber(number)

    async def work(store: Store) -> TextRegistration:
        clock = clock_of(settings.clock_offset_path)
        ledger = Ledger(clock=clock, heads=Heads(folder=settings.data / "heads", keyring=store.keyring))
        async with store.account(account) as scope:
            known = await scope.numbers.by_number(wanted)
        if known is None:
            raise NotFound(f"That account has no number {number}.", code="number_unknown")
        texts = TextRegistrations(store=store, clock=clock, ledger=ledger, registries={})
        return await texts.enter(account, known.id, registered, reference=reference, by="operator")

    said = with_store(settings, work)
    print(f"{number} is registered for texts: {said.registered.value}.")


async def _only_agent(agents: Agents, account_id: str) -> str:
    found = (await agents.page(account_id, limit=_AGENTS_SHOWN)).items
    if len(found) == 1:
        return found[0].id
    if not found:
        raise Invalid("That account has no agent yet: make one on its Agents page.", field="agent")
    known = ", ".join(f"{each.id} ({each.name})" for each in found)
    raise Invalid(f"Say which agent answers, with --agent: {known}.", field="agent")


def _asked(prompt: str, *, secret: bool = False) -> str:
    """Typed at the terminal, or the next line of what is piped in."""
    if not sys.stdin.isatty():
        answer = sys.stdin.readline()
    else:
        answer = getpass.getpass(prompt) if secret else input(prompt)
    if not answer.strip():
        raise Invalid(f"{prompt.removesuffix(': ')} is needed.", code="credentials_missing")
    return answer.strip()


def _token() -> str:
    path = os.environ.get(TOKEN_FILE)
    if not path:
        return _asked("Auth token: ", secret=True)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise Invalid(f"{TOKEN_FILE}: {error.strerror}", code="credentials_missing") from None


def _told(added: OwnedNumber, pointed: bool) -> dict[str, object]:
    return {
        "object": "phone_number",
        "id": added.id,
        "number": str(added.number),
        "account_id": added.account_id,
        "agent_id": added.agent_id,
        "carrier": added.carrier,
        "webhooks_set": pointed,
    }
