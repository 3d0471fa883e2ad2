"""The doctor looks outside: the public address, the carrier, the mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import httpx

from dialora.care.finding import Finding, advice, ok, wrong
from dialora.domain.errors import DialoraError, NotFound
from dialora.domain.numbers import OwnedNumber, Ownership
from dialora.providers.mail.smtp import Smtp
from dialora.providers.telephony.twilio import Twilio
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.settings import Settings
from dialora.store.scope import Store

_ASKED_S: Final = 8.0
_MOST_NUMBERS: Final = 100


async def address(settings: Settings) -> Finding:
    """Whether carriers and browsers reach this server by the name it gives them."""
    part, url = "public address", settings.public_url
    if url is None:
        return advice(
            part,
            f"Only this machine finds the pages ({settings.address}); no carrier can send calls here.",
            "Set DIALORA_PUBLIC_URL to an https address that leads here.",
        )
    if not url.startswith("https://"):
        return advice(part, f"{url} is not https.", "Carriers and microphones in browsers need https.")
    try:
        async with httpx.AsyncClient(timeout=_ASKED_S) as http:
            answer = await http.get(f"{url}/healthz")
    except httpx.HTTPError as problem:
        return wrong(
            part,
            f"{url} does not answer from here: {problem}.",
            "Start the server; check its name, the certificate, and that the proxy hands on to it.",
        )
    if answer.status_code != 200 or answer.text.strip() != "ok":
        return wrong(
            part, f"Something else answers at {url}.", "Have the proxy hand everything on to Dialora."
        )
    return ok(part, f"{url} leads here.")


async def mail(settings: Settings) -> Finding:
    """Whether letters would leave."""
    if settings.smtp_url is None:
        return advice(
            "mail", "No mail server is set.", "Set DIALORA_SMTP_URL to have messages mailed to owners."
        )
    try:
        await Smtp.at(settings.smtp_url.get_secret_value(), sender=settings.mail_from).reach()
    except DialoraError as problem:
        return wrong("mail", problem.message, "Check DIALORA_SMTP_URL.")
    return ok("mail", "The mail server lets us in.")


async def carrier(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    """What the carrier itself says of each number that was brought."""
    numbers = [number async for number in _numbers(store)]
    if not numbers:
        yield advice("carrier", "No number was brought yet.", "Run: dialora number add +1… --account acct_…")
    registry = TwilioNumbers(api_url=settings.twilio_api_url)
    for number in numbers:
        if number.carrier == Twilio.name:
            yield await _asked(store, registry, number)


async def _numbers(store: Store) -> AsyncIterator[OwnedNumber]:
    async with store.platform() as platform:
        accounts = await platform.accounts.all()
    for account in accounts:
        async with store.account(account.id) as scope:
            page = await scope.numbers.page(limit=_MOST_NUMBERS)
        for number in page.items:
            yield number


async def _asked(store: Store, registry: TwilioNumbers, number: OwnedNumber) -> Finding:
    part = f"carrier {number.number}"
    try:
        async with store.account(number.account_id) as scope:
            credentials = await scope.numbers.credentials(number.id)
        ownership = await registry.ownership(number.number, credentials)
    except NotFound:
        return wrong(part, "Its secret is missing.", "Bring it again: dialora number add.")
    except DialoraError as problem:
        return wrong(
            part, problem.message, "Check the account SID and auth token, and that Twilio is reached."
        )
    if ownership is Ownership.NONE:
        return wrong(part, "Twilio does not list it in that account.", "Take it out, or bring it again.")
    if number.agent_id is None:
        return advice(part, "Twilio lists it; no agent answers it.", "Choose one on the Agent page.")
    return ok(part, "Twilio lists it in the account.")
