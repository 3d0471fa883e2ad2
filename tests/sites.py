"""The web floor over a test's own database, and people who can sign in to it."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.datastructures import State

from callbook import recordings_in
from dialora.compliance.book import load_rulebook
from dialora.domain.accounts import KeyMode, Member, Role
from dialora.domain.rights import LEAST_RECORD_DAYS, Retention
from dialora.ports.clock import Clock as AnyClock
from dialora.providers.mail.smtp import NoMail
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.providers.telephony import CARRIERS
from dialora.services.address_book import AddressBook
from dialora.services.agent_drafts import AgentDrafts
from dialora.services.agents import Agents
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
from dialora.services.identity import Identity, hash_password, new_api_key
from dialora.services.law_overview import LawOverview
from dialora.services.ledger import Ledger
from dialora.services.live import LiveCalls
from dialora.services.live_feed import LiveFeed
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.notes import Notes
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing
from dialora.services.people import People as PeopleOfAccounts
from dialora.services.rights import Rights
from dialora.services.share_links import ShareLinks
from dialora.services.supervision import Supervision
from dialora.services.suppression import Suppression
from dialora.services.tags import Tags
from dialora.services.today import Today
from dialora.services.voice_previews import VoicePreviews
from dialora.store.ids import new_id
from dialora.store.scope import Store
from dialora.testing import EnergyEar, ScriptedDialogue, ScriptedSpeech
from dialora.voice.limits import Limits
from dialora.voice.playout import PlayoutClock
from dialora.voice.session import Apparatus
from dialora.voice.spare import Spare
from dialora.web.site import mount
from worlds import NOW, World

#: How long things are kept, where nobody says otherwise.
KEPT = Retention(audio_days=30, transcript_days=90, message_days=365, record_days=LEAST_RECORD_DAYS)
ADDRESS = "http://dialora.example.com"
PASSWORD = "correct horse battery staple"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by


class WallClock:
    """The real time, for tests in a real browser."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who can sign in, all with PASSWORD, and a key of each account."""

    owner: Member
    viewer: Member
    disabled: Member
    agency_admin: Member
    operator: Member
    barber: Member
    dental_key: str
    barber_key: str


def make_services(store: Store, clock: AnyClock, folder: Path, public_url: str = ADDRESS) -> Services:
    """Everything real but the models: speech is scripted, and so is what the agent says."""
    recordings = recordings_in(folder, store)
    numbers = Numbers(store=store, clock=clock, registries={})
    heads = Heads(folder=folder / "heads", keyring=store.keyring)
    hearings = Hearings(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads))
    calls = Calls(
        store=store,
        clock=clock,
        gate=Gate(store=store, clock=clock, rulebook=load_rulebook(), heads=heads),
        numbers=numbers,
        process_id=new_id("proc"),
        capacity=4,
    )
    outgoing = Outgoing.over(calls, {}, public_url)
    consenting = Consenting.over(store, Ledger(clock=clock, heads=heads), recordings, folder / "evidence")
    speech = ScriptedSpeech()
    live = LiveCalls(
        store=store,
        calls=calls,
        recordings=recordings,
        apparatus=Apparatus(stt=speech, tts=speech, ear=EnergyEar(), playout=PlayoutClock()),
        dialogue_for=lambda agent, call, words: ScriptedDialogue(outcome="Asked for the opening hours"),
        limits=Limits(),
        feed=LiveFeed(store),
    )
    return Services(
        site=Site(public_url=public_url),
        clock=clock,
        carriers=CARRIERS,
        identity=Identity(store=store, clock=clock),
        agents=Agents(store=store, clock=clock),
        agent_drafts=AgentDrafts(store=store, clock=clock),
        foresight=Foresight(store=store, clock=clock, rulebook=calls.gate.rulebook),
        voice_previews=VoicePreviews(voice=speech),
        api_keys=ApiKeys(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads)),
        people=PeopleOfAccounts(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads)),
        news=News.leaving_by(
            WebhookPosts(inner=True), NoMail(), store=store, clock=clock, public_url=public_url
        ),
        numbers=numbers,
        calls=calls,
        outgoing=outgoing,
        suppression=Suppression.over(
            calls.gate,
            Ledger(clock=clock, heads=heads),
            outgoing.attempts,
            public_url,
            agreed=consenting.spoken,
        ),
        consenting=consenting,
        rights=Rights.over(consenting, recordings, folder, KEPT, outgoing.attempts),
        address_book=AddressBook.over(Foresight(store=store, clock=clock, rulebook=calls.gate.rulebook)),
        allowances=Allowances(store=store, limits=calls.limits),
        calling_facts=CallingFacts.over(store, Ledger(clock=clock, heads=heads), {}),
        live=live,
        supervision=Supervision.over(live),
        hearings=hearings,
        call_history=CallHistory(store=store),
        call_list=CallList(store=store),
        call_views=CallViews(store=store, clock=clock),
        call_wordings=CallWordings(store=store, clock=clock, ledger=Ledger(clock=clock, heads=heads)),
        today=Today(store=store, clock=clock),
        messages=Messages(store=store, clock=clock),
        recordings=recordings,
        tags=Tags(store=store, clock=clock),
        notes=Notes(store=store, clock=clock),
        costs=Costs(store=store, clock=clock),
        share_links=ShareLinks.over(recordings, hearings),
        appointments=Appointments(store=store, clock=clock),
        calendars=Calendars(store=store, clock=clock),
        calendar_feeds=CalendarFeeds(store=store, clock=clock),
        decisions=Decisions(store=store, rulebook=calls.gate.rulebook),
        law_overview=LawOverview.over(calls.gate, consenting.audit),
        idempotency=Idempotency(store=store, clock=clock),
    )


def _apparatus() -> Apparatus:
    return Apparatus(
        stt=ScriptedSpeech(), tts=ScriptedSpeech(), ear=EnergyEar(), playout=PlayoutClock(), spare=Spare()
    )


def make_site(services: Services) -> FastAPI:
    """An application of its own, to which more can be added, around routes that all of them share."""
    mounted = _mounted()
    app, router = copy(mounted), copy(mounted.router)
    router.routes = list(router.routes)
    # Bound to the one it was copied from, which would never see a route that is added here.
    router.middleware_stack = router.app
    app.router = router
    app.state = State({"services": services})
    return app


@cache
def _mounted() -> FastAPI:
    """To put the routes together takes long enough to do it once only."""
    app = FastAPI(docs_url=None, redoc_url=None)
    mount(app)
    return app


async def make_people(store: Store, world: World) -> People:
    """Everybody has the same password, so that it is hashed once."""
    password_hash = hash_password(PASSWORD)
    agency_id, account_id = world.dental.agency.id, world.dental.account.id

    def member(
        email: str, role: Role, *, agency: str | None, account: str | None, disabled: bool = False
    ) -> Member:
        return Member(
            id=new_id("memb"),
            email=email,
            name=f"Sample {role.value}",
            role=role,
            agency_id=agency,
            account_id=account,
            password_hash=password_hash,
            disabled=disabled,
            created_at=NOW,
        )

    viewer = member("viewer@dental.example.com", Role.VIEWER, agency=agency_id, account=account_id)
    disabled = member(
        "gone@dental.example.com", Role.ADMIN, agency=agency_id, account=account_id, disabled=True
    )
    agency_admin = member("admin@agency.example.com", Role.AGENCY_ADMIN, agency=agency_id, account=None)
    operator = member("operator@example.com", Role.OPERATOR, agency=None, account=None)
    async with store.platform() as platform:
        for each in (viewer, disabled, agency_admin, operator):
            await platform.members.add(each)
        for each in (world.dental.owner, world.barber.owner):
            await platform.members.set_password_hash(each.id, password_hash)
    return People(
        owner=world.dental.owner,
        viewer=viewer,
        disabled=disabled,
        agency_admin=agency_admin,
        operator=operator,
        barber=world.barber.owner,
        dental_key=await _key(store, account_id),
        barber_key=await _key(store, world.barber.account.id),
    )


async def sign_in(browser: httpx.AsyncClient, member: Member, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/sign-in", data={"email": member.email, "password": password})


async def csrf_token(browser: httpx.AsyncClient, page: str = "/calls") -> str:
    """The token of the session, read off a page as a form does."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await browser.get(page)).text)
    assert found, "the page has no token"
    return found[1]


async def _key(store: Store, account_id: str) -> str:
    key, secret = new_api_key(account_id, KeyMode.TEST, NOW)
    async with store.account(account_id) as scope:
        await scope.api_keys.add(key)
    return secret


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
