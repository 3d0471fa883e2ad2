"""The composition root: the only file that knows every part. Start reading here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import FastAPI

from dialora.clock import clock_of
from dialora.compliance.book import load_rulebook
from dialora.dialogue import meaning
from dialora.dialogue.receptionist import Receptionist, common_sentences
from dialora.dialogue.spoken import known_names
from dialora.domain.agents import Agent
from dialora.domain.call_wording import CallWords
from dialora.domain.calls import Call, Direction
from dialora.domain.errors import Invalid
from dialora.media.browser import browser_router
from dialora.media.carrier import carrier_router
from dialora.media.listening import listening_router
from dialora.ports.clock import Clock
from dialora.ports.dialogue import Dialogue
from dialora.ports.telephony import TextRegistry
from dialora.providers import stt, telephony, tts
from dialora.providers.mail.smtp import NoMail, Smtp
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.providers.telephony.twilio import Twilio
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.providers.telephony.twilio_texts import TwilioTexts
from dialora.services.address_book import AddressBook
from dialora.services.agent_drafts import AgentDrafts
from dialora.services.agents import Agents
from dialora.services.agreeing import Agreeing
from dialora.services.allowances import Allowances
from dialora.services.api_keys import ApiKeys
from dialora.services.appointments import Appointments
from dialora.services.bundle import Services, Site
from dialora.services.calendar_feeds import CalendarFeeds
from dialora.services.calendars import Calendars
from dialora.services.call_history import CallHistory
from dialora.services.call_list import CallList
from dialora.services.call_views import CallViews
from dialora.services.call_wordings import CallWordings
from dialora.services.calling_facts import CallingFacts
from dialora.services.calls import Calls
from dialora.services.consenting import Consenting
from dialora.services.costs import Costs
from dialora.services.decisions import Decisions
from dialora.services.foresight import Foresight
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.hearings import Hearings
from dialora.services.idempotency import Idempotency
from dialora.services.identity import Identity
from dialora.services.law_overview import LawOverview
from dialora.services.ledger import Ledger
from dialora.services.live import LiveCalls
from dialora.services.live_feed import LiveFeed
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.notes import Notes
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing
from dialora.services.people import People
from dialora.services.prepared_sentences import PreparedSentences
from dialora.services.recordings import Recordings
from dialora.services.rights import Rights
from dialora.services.share_links import ShareLinks
from dialora.services.supervision import Supervision
from dialora.services.suppression import Suppression
from dialora.services.tags import Tags
from dialora.services.today import Today
from dialora.services.upkeep import Upkeep
from dialora.services.voice_previews import VoicePreviews
from dialora.settings import Settings
from dialora.store.ids import new_id
from dialora.store.roles import database_urls
from dialora.store.scope import Store
from dialora.tools.toolbox import CallToolbox
from dialora.voice.limits import Limits
from dialora.voice.message_phrases import ENGLISH as MESSAGE_PHRASES
from dialora.voice.playout import PlayoutClock
from dialora.voice.session import Apparatus
from dialora.voice.silero import SileroEar
from dialora.web.health import health_router
from dialora.web.site import mount
from dialora.web.telephony import telephony_router
from dialora.web.telephony_outgoing import outgoing_router
from dialora.worker.queue import Worker

log = structlog.get_logger(__name__)

#: How long a serving process waits for an answer of the database: a caller waits no longer either.
_DATABASE_PATIENCE_S = 8.0


def create_app(settings: Settings) -> FastAPI:
    """The whole product as one ASGI application. `settings.database_url` is set: the parent process
    starts the embedded database and says where it is."""
    roles = {"web", "media", "worker"} if settings.role == "all" else set(settings.role.split(","))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.services = await _start(settings, roles, stack)
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(health_router())
    if "web" in roles:
        mount(app)
        app.include_router(telephony_router())
        app.include_router(outgoing_router())
    if "media" in roles:
        app.include_router(carrier_router())
        app.include_router(browser_router())
        app.include_router(listening_router())
    return app


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """The models of one process. Their threads live as long as it does."""

    ears: stt.Engine
    voice: tts.Engine
    apparatus: Apparatus

    @classmethod
    async def load(cls, *, warm: bool) -> _Speech:
        """Where no call is held nothing is loaded before it is asked for: a preview of the voice."""
        stt.STT.discover("dialora.providers.stt")
        tts.TTS.discover("dialora.providers.tts")
        ears, voice = stt.STT["embedded"](), tts.TTS["embedded"]()
        apparatus = Apparatus(stt=ears, tts=voice, ear=SileroEar(late=not warm), playout=PlayoutClock())
        if not warm:
            return cls(ears=ears, voice=voice, apparatus=apparatus)
        async with asyncio.TaskGroup() as loading:
            loading.create_task(ears.warm_up())
            loading.create_task(voice.warm_up())
            loading.create_task(asyncio.to_thread(meaning.warm_up))
            loading.create_task(asyncio.to_thread(known_names.warm_up))
        # What is said when the voice itself is slow or dead must be there before.
        await apparatus.spare.render(voice)
        return cls(ears=ears, voice=voice, apparatus=apparatus)

    async def keep_message_sentences(self) -> None:
        """What is said to callers for whom there is no room for models."""
        await self.apparatus.spare.keep(MESSAGE_PHRASES.sentences(), self.voice)

    def close(self) -> None:
        self.ears.close()
        self.voice.close()


async def _start(settings: Settings, roles: set[str], stack: AsyncExitStack) -> Services:
    """Everything a process needs, warm, and undone in reverse when it stops."""
    if settings.database_url is None:
        raise Invalid("DIALORA_DATABASE_URL is needed here.", code="settings_invalid")
    keyring = settings.keyring()
    urls = database_urls(settings.database_url.get_secret_value(), keyring)
    store = await Store.open(urls, keyring, patience_s=_DATABASE_PATIENCE_S)
    stack.push_async_callback(store.close)
    clock = clock_of(settings.clock_offset_path)
    telephony.CARRIERS.discover("dialora.providers.telephony")
    speech = await _Speech.load(warm="media" in roles)
    stack.callback(speech.close)
    services = _services(settings, store, clock, speech, stack)
    neighbours = services.supervision.neighbours
    upkeep = Upkeep(
        store=store,
        clock=clock,
        calls=services.calls,
        address=lambda: neighbours.address,
        also=services.live.end_forbidden,
    )
    # Undone in reverse: the beat stops first, or it would bring back a process that has left.
    stack.push_async_callback(upkeep.leave)
    tasks = await stack.enter_async_context(_background())
    tasks.append(asyncio.create_task(services.live.feed.run()))
    if "worker" in roles or "media" in roles:
        await stack.enter_async_context(neighbours.listening(settings.internal_host))
        await upkeep.beat()
        tasks.append(asyncio.create_task(upkeep.run()))
    if "worker" in roles:
        worker = Worker(
            login=urls.queue,
            outbox=services.news.outbox,
            reconcile=services.outgoing.reconciling.round,
            check_numbers=lambda: _check_numbers(services),
            finish_erasures=services.rights.erasure.finish_waiting,
            purge=services.rights.purge.night,
        )
        tasks.append(asyncio.create_task(worker.run()))
    if "media" in roles:
        prepared = PreparedSentences(store=store, voice=speech.voice, sentences_of=common_sentences)
        tasks.append(asyncio.create_task(prepared.run()))
        tasks.append(asyncio.create_task(speech.keep_message_sentences()))
    return services


def _text_registries(settings: Settings) -> Mapping[str, TextRegistry]:
    """Who says which numbers may text, by the carrier's name."""
    return {Twilio.name: TwilioTexts(api_url=settings.twilio_api_url)}


async def _check_numbers(services: Services) -> int:
    """Whose our numbers are, and which of them may text, where what the carriers said grows old."""
    owned = await services.outgoing.caller_ids.check_due()
    return owned + await services.calling_facts.texts.check_due()


def _services(
    settings: Settings, store: Store, clock: Clock, speech: _Speech, stack: AsyncExitStack
) -> Services:
    recordings = _recordings(settings, store, stack)
    ledger = Ledger(clock=clock, heads=Heads(folder=settings.data / "heads", keyring=store.keyring))
    hearings = Hearings(store=store, clock=clock, ledger=ledger)
    calls = _calls(settings, store, clock, ledger.heads)
    outgoing = _outgoing(settings, calls)
    consenting = Consenting.over(store, ledger, recordings, settings.data / "evidence")
    suppression = Suppression.over(
        calls.gate, ledger, outgoing.attempts, settings.address, agreed=consenting.spoken
    )
    appointments = Appointments(store=store, clock=clock)
    messages = Messages(store=store, clock=clock)
    foresight = Foresight(store=store, clock=clock, rulebook=calls.gate.rulebook)
    agreeing = Agreeing.over(suppression.revocations, consenting)
    live = _live(calls, recordings, speech, _receptionists(clock, appointments, messages, agreeing), agreeing)
    return Services(
        site=Site(public_url=settings.address),
        clock=clock,
        identity=Identity(store=store, clock=clock),
        agents=Agents(store=store, clock=clock),
        agent_drafts=AgentDrafts(store=store, clock=clock),
        foresight=foresight,
        address_book=AddressBook.over(foresight),
        voice_previews=VoicePreviews(voice=speech.voice),
        call_history=CallHistory(store=store),
        call_list=CallList(store=store),
        call_views=CallViews(store=store, clock=clock),
        call_wordings=CallWordings(store=store, clock=clock, ledger=ledger),
        today=Today(store=store, clock=clock),
        messages=messages,
        recordings=recordings,
        tags=Tags(store=store, clock=clock),
        notes=Notes(store=store, clock=clock),
        costs=Costs(store=store, clock=clock),
        share_links=ShareLinks.over(recordings, hearings),
        idempotency=Idempotency(store=store, clock=clock),
        appointments=appointments,
        calendars=Calendars(store=store, clock=clock),
        calendar_feeds=CalendarFeeds(store=store, clock=clock),
        decisions=Decisions(store=store, rulebook=calls.gate.rulebook),
        law_overview=LawOverview.over(calls.gate, consenting.audit),
        news=_news(settings, store, clock),
        api_keys=ApiKeys(store=store, clock=clock, ledger=ledger),
        people=People(store=store, clock=clock, ledger=ledger, writes=settings.smtp_url is not None),
        numbers=calls.numbers,
        calls=calls,
        allowances=Allowances(store=store, limits=calls.limits),
        calling_facts=CallingFacts.over(store, ledger, _text_registries(settings)),
        outgoing=outgoing,
        suppression=suppression,
        consenting=consenting,
        rights=Rights.over(consenting, recordings, settings.data, settings.retention, outgoing.attempts),
        live=live,
        supervision=Supervision.over(live),
        hearings=hearings,
        carriers=telephony.CARRIERS,
    )


def _recordings(settings: Settings, store: Store, stack: AsyncExitStack) -> Recordings:
    disk = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="recordings"))
    return Recordings(store=store, folder=settings.data / "recordings", executor=disk)


def _calls(settings: Settings, store: Store, clock: Clock, heads: Heads) -> Calls:
    return Calls(
        store=store,
        clock=clock,
        gate=Gate(store=store, clock=clock, rulebook=load_rulebook(), heads=heads),
        numbers=Numbers(
            store=store,
            clock=clock,
            registries={Twilio.name: TwilioNumbers(api_url=settings.twilio_api_url)},
        ),
        process_id=new_id("proc"),
        capacity=settings.lines,
        limits=settings.call_limits,
    )


def _live(
    calls: Calls,
    recordings: Recordings,
    speech: _Speech,
    dialogue_for: Callable[[Agent, Call, CallWords], Dialogue],
    agreeing: Agreeing,
) -> LiveCalls:
    return LiveCalls(
        store=calls.store,
        calls=calls,
        recordings=recordings,
        apparatus=speech.apparatus,
        dialogue_for=dialogue_for,
        limits=Limits(),
        feed=LiveFeed(calls.store),
        agreements=agreeing.spoken,
    )


def _outgoing(settings: Settings, calls: Calls) -> Outgoing:
    return Outgoing.over(calls, {Twilio.name: TwilioCalls(api_url=settings.twilio_api_url)}, settings.address)


def _receptionists(
    clock: Clock, appointments: Appointments, messages: Messages, agreeing: Agreeing
) -> Callable[[Agent, Call, CallWords], Dialogue]:
    def receptionist(agent: Agent, call: Call, words: CallWords) -> Dialogue:
        toolbox = CallToolbox.for_call(
            agent, call, clock=clock, appointments=appointments, messages=messages, agreeing=agreeing
        )
        # Whom we call is told so in the first seconds; who calls may be asked whether we may call.
        offered = call.direction is Direction.OUTBOUND
        asks = words.asks_callers is not None and not offered and call.peer is not None
        return Receptionist(
            agent, toolbox, clock.now, call.peer, stop_offered=offered, words=words, asks_consent=asks
        )

    return receptionist


def _news(settings: Settings, store: Store, clock: Clock) -> News:
    mail = settings.smtp_url
    return News.leaving_by(
        WebhookPosts(inner=settings.webhook_allow_inner),
        Smtp.at(mail.get_secret_value(), sender=settings.mail_from) if mail else NoMail(),
        store=store,
        clock=clock,
        public_url=settings.address,
    )


@asynccontextmanager
async def _background() -> AsyncIterator[list[asyncio.Task[None]]]:
    """Tasks that run as long as the process serves."""
    tasks: list[asyncio.Task[None]] = []
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("a background task had failed", error=type(ended).__name__)
