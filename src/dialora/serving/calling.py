"""What places and takes back calls, for a command: as the serving processes have it, on the same database."""

from __future__ import annotations

from dialora.clock import clock_of
from dialora.compliance.book import load_rulebook
from dialora.providers.telephony.twilio import Twilio
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.services.calls import Calls
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing
from dialora.settings import Settings
from dialora.store.ids import new_id
from dialora.store.scope import Store


def outgoing_on(settings: Settings, store: Store) -> Outgoing:
    """Whoever answers is talked to by the server at `settings.address`, which must be running."""
    clock = clock_of(settings.clock_offset_path)
    heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
    registries = {Twilio.name: TwilioNumbers(api_url=settings.twilio_api_url)}
    calls = Calls(
        store=store,
        clock=clock,
        gate=Gate(store=store, clock=clock, rulebook=load_rulebook(), heads=heads),
        numbers=Numbers(store=store, clock=clock, registries=registries),
        process_id=new_id("proc"),
        capacity=settings.lines,
        limits=settings.call_limits,
    )
    carriers = {Twilio.name: TwilioCalls(api_url=settings.twilio_api_url)}
    return Outgoing.over(calls, carriers, settings.address)
