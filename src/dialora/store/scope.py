"""The one way in: a scope is a transaction, and says whose rows can be seen in it.

No repository exists without a scope. Leaving normally commits, an exception rolls back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from dialora.domain.accounts import Account
from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.store.accounts import AllAccounts, OwnAccount
from dialora.store.agencies import Agencies
from dialora.store.agents import Agents
from dialora.store.api_keys import AllApiKeys, ApiKeys
from dialora.store.appointments import Appointments
from dialora.store.approvals import AllApprovals, OwnApprovals
from dialora.store.attempts import AllAttempts, Attempts
from dialora.store.calendar_feeds import AllCalendarFeeds, CalendarFeeds
from dialora.store.calendars import Calendars
from dialora.store.call_days import CallDays
from dialora.store.call_limits import AccountLimits
from dialora.store.call_views import CallViews
from dialora.store.call_wordings import CallWordings
from dialora.store.call_words import CallWords
from dialora.store.calling_settings import OwnCallingSettings
from dialora.store.calls import AllCalls, Calls
from dialora.store.connections import patiently
from dialora.store.consent_forms import AllConsentForms, ConsentForms
from dialora.store.consent_imports import ConsentImports
from dialora.store.consents import Consents
from dialora.store.contact_imports import ContactImports
from dialora.store.contacts import Contacts
from dialora.store.costs import CallCosts, CarrierPrices
from dialora.store.deals import Deals
from dialora.store.decision_days import DecisionDays
from dialora.store.decisions import Decisions
from dialora.store.deliveries import AllDeliveries, Deliveries
from dialora.store.dnc_entries import DncEntries
from dialora.store.drafts import Drafts, Trials
from dialora.store.emergencies import Emergencies
from dialora.store.events import Events
from dialora.store.evidence import EvidenceRows
from dialora.store.feed import Feed, listening
from dialora.store.idempotency import IdempotencyKeys
from dialora.store.keyring import AccountSeal, Keyring
from dialora.store.ledger import Ledger
from dialora.store.members import AllMembers, Members
from dialora.store.messages import Messages
from dialora.store.notes import Notes
from dialora.store.notices import Notices
from dialora.store.number_lists import NumberLists, RegistryLists
from dialora.store.numbers import AllNumbers, Numbers
from dialora.store.operator_dnc import OperatorDnc
from dialora.store.opt_out_requests import OptOutRequests
from dialora.store.processes import Processes
from dialora.store.recipients import Recipients
from dialora.store.refusals import refusals_named
from dialora.store.restricted import RestrictedPeople
from dialora.store.revocations import Revocations
from dialora.store.rights import (
    AllPersonRequests,
    LegalHolds,
    PersonRequests,
    PurgeReports,
    RetentionRules,
)
from dialora.store.rights_erasure import Forgetting
from dialora.store.rights_person import PersonRows
from dialora.store.rights_purge import Due
from dialora.store.roles import DatabaseUrls
from dialora.store.rows import Tenant
from dialora.store.sessions import WebSessions
from dialora.store.share_links import AllShareLinks, ShareLinks
from dialora.store.sign_in_attempts import SignInAttempts
from dialora.store.sms_choices import SmsChoices
from dialora.store.stream_tokens import StreamTokens
from dialora.store.suppressed import Suppression
from dialora.store.tables import accounts
from dialora.store.tags import Tags
from dialora.store.text_registrations import TextRegistrations
from dialora.store.transfers import Transfers
from dialora.store.turns import Turns
from dialora.store.webhook_endpoints import WebhookEndpoints


class AccountScope:
    """One account's rows, for one transaction."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self.own = OwnAccount(tenant)
        self.members = Members(tenant)
        self.api_keys = ApiKeys(tenant)
        self.calendars = Calendars(tenant)
        self.calendar_feeds = CalendarFeeds(tenant)
        self.agents = Agents(tenant)
        self.drafts = Drafts(tenant)
        self.trials = Trials(tenant)
        self.numbers = Numbers(tenant)
        self.calls = Calls(tenant)
        self.attempts = Attempts(tenant)
        self.approvals = OwnApprovals(tenant)
        self.limits = AccountLimits(tenant)
        self.calling_settings = OwnCallingSettings(tenant)
        self.deals = Deals(tenant)
        self.text_registrations = TextRegistrations(tenant)
        self.turns = Turns(tenant)
        self.notices = Notices(tenant)
        self.transfers = Transfers(tenant)
        self.tags = Tags(tenant)
        self.notes = Notes(tenant)
        self.share_links = ShareLinks(tenant)
        self.carrier_prices = CarrierPrices(tenant)
        self.call_costs = CallCosts(tenant)
        self.call_days = CallDays(tenant)
        self.call_words = CallWords(tenant)
        self.call_views = CallViews(tenant)
        self.call_wordings = CallWordings(tenant)
        self.appointments = Appointments(tenant)
        self.messages = Messages(tenant)
        self.revocations = Revocations(tenant)
        self.dnc_entries = DncEntries(tenant)
        self.sms_choices = SmsChoices(tenant)
        self.registry_lists = RegistryLists(tenant)
        self.consents = Consents(tenant)
        self.evidence = EvidenceRows(tenant)
        self.consent_forms = ConsentForms(tenant)
        self.consent_imports = ConsentImports(tenant)
        self.contacts = Contacts(tenant)
        self.contact_imports = ContactImports(tenant)
        self.decisions = Decisions(tenant)
        self.decision_days = DecisionDays(tenant)
        self.ledger = Ledger(tenant)
        self.person = PersonRows(tenant)
        self.forgetting = Forgetting(tenant)
        self.restricted = RestrictedPeople(tenant)
        self.person_requests = PersonRequests(tenant)
        self.legal_holds = LegalHolds(tenant)
        self.retention = RetentionRules(tenant)
        self.purge_reports = PurgeReports(tenant)
        self.due = Due(tenant)
        self.suppression = Suppression(tenant)
        self.idempotency_keys = IdempotencyKeys(tenant)
        self.events = Events(tenant)
        self.webhook_endpoints = WebhookEndpoints(tenant)
        self.recipients = Recipients(tenant)
        self.deliveries = Deliveries(tenant)

    @property
    def account_id(self) -> str:
        return self._tenant.account_id

    @property
    def seal(self) -> AccountSeal:
        """Seals and opens under the account's data key."""
        return self._tenant.seal

    async def account(self) -> Account:
        """The account itself; `own` locks and saves it."""
        return await self.own.get()

    async def lock_number(self, number: PhoneNumber) -> None:
        """Nobody else decides about this telephone number, in any account, until this transaction ends.
        Taken before any row is locked."""
        lock = text("select pg_advisory_xact_lock(:key)")
        await self._tenant.connection.execute(lock, {"key": self._number_key(number)})

    async def try_lock_number(self, number: PhoneNumber) -> bool:
        """As `lock_number`, without waiting: False where somebody holds it, or waits for it already."""
        lock = text("select pg_try_advisory_xact_lock(:key)")
        return bool(await self._tenant.connection.scalar(lock, {"key": self._number_key(number)}))

    def _number_key(self, number: PhoneNumber) -> int:
        return int.from_bytes(self._tenant.keyring.number_hash(number)[:8], signed=True)


class PlatformScope:
    """What must be seen across accounts, for one transaction: who signs in, whose a number, a key or
    a call is. The only reader across accounts."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self.agencies = Agencies(connection)
        self.accounts = AllAccounts(connection, keyring)
        self.approvals = AllApprovals(connection)
        self.members = AllMembers(connection)
        self.sessions = WebSessions(connection)
        self.sign_in_attempts = SignInAttempts(connection)
        self.api_keys = AllApiKeys(connection)
        self.numbers = AllNumbers(connection, keyring)
        self.calendar_feeds = AllCalendarFeeds(connection)
        self.calls = AllCalls(connection)
        self.attempts = AllAttempts(connection)
        self.stream_tokens = StreamTokens(connection)
        self.share_links = AllShareLinks(connection)
        self.consent_forms = AllConsentForms(connection)
        self.person_requests = AllPersonRequests(connection)
        self.processes = Processes(connection)
        self.feed = Feed(connection)
        self.deliveries = AllDeliveries(connection)
        self.operator_dnc = OperatorDnc(connection, keyring)
        self.emergencies = Emergencies(connection)
        self.number_lists = NumberLists(connection, keyring)
        self.opt_out_requests = OptOutRequests(connection, keyring)


class Store:
    """The database, through two logins that own nothing in it."""

    def __init__(self, app: AsyncEngine, platform: AsyncEngine, keyring: Keyring) -> None:
        self._app = app
        self._platform = platform
        self.keyring = keyring
        self._seals: dict[str, AccountSeal] = {}

    @classmethod
    async def open(
        cls, urls: DatabaseUrls, keyring: Keyring, *, connections: int = 8, patience_s: float = 30.0
    ) -> Store:
        """Connect, and make sure that row level security holds for both logins. `connections` is how many
        transactions of one login may run at once, `patience_s` how long the server may take for an answer.
        Raises Unavailable."""
        app, platform = (
            create_async_engine(
                url,
                pool_size=connections,
                max_overflow=0,
                pool_timeout=10,
                pool_pre_ping=True,
                # Names and numbers of people: an error that is logged must not quote them.
                hide_parameters=True,
                connect_args=patiently(patience_s),
            )
            for url in (urls.app, urls.platform)
        )
        store = cls(app, platform, keyring)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(store.close)
            await store._refuse_powerful_logins()
            undo.pop_all()
        return store

    async def close(self) -> None:
        await self._app.dispose()
        await self._platform.dispose()

    async def ping(self) -> None:
        """Raises Unavailable where the database does not answer."""
        with refusals_named():
            async with self._app.connect() as connection:
                await connection.execute(text("select 1"))

    @asynccontextmanager
    async def account(self, account_id: str) -> AsyncIterator[AccountScope]:
        """One transaction that sees one account. Raises NotFound where there is no such account,
        Unavailable where the database does not answer."""
        with refusals_named():
            async with self._app.begin() as connection:
                await connection.execute(
                    text("select set_config('app.account', :id, true)"), {"id": account_id}
                )
                seal = await self._seal_of(account_id, connection)
                yield AccountScope(
                    Tenant(connection=connection, account_id=account_id, seal=seal, keyring=self.keyring)
                )

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[PlatformScope]:
        """One transaction that sees across accounts. Raises Unavailable."""
        with refusals_named():
            async with self._platform.begin() as connection:
                yield PlatformScope(connection, self.keyring)

    def listening(self) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """What `feed.tell` tells in any process, on a connection of its own. Raises Unavailable, also while
        iterating."""
        return listening(self._platform.url)

    async def _seal_of(self, account_id: str, connection: AsyncConnection) -> AccountSeal:
        seal = self._seals.get(account_id)
        if seal is None:
            data_key = await connection.scalar(select(accounts.c.data_key).where(accounts.c.id == account_id))
            if data_key is None:
                raise NotFound("There is no such account.", code="account_not_found")
            seal = self._seals[account_id] = self.keyring.account_seal(account_id, data_key)
        return seal

    async def _refuse_powerful_logins(self) -> None:
        query = text(
            "select rolsuper or rolbypassrls or exists(select from pg_class where relowner = r.oid)"
            " from pg_roles r where rolname = current_user"
        )
        for engine in (self._app, self._platform):
            with refusals_named():
                async with engine.connect() as connection:
                    if await connection.scalar(query):
                        raise RuntimeError(
                            f"the database login {engine.url.username} can step over row level security"
                        )
