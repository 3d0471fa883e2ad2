"""Every use case, as the doors are handed them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from dialora.catalog import Catalog
from dialora.ports.clock import Clock
from dialora.ports.telephony import Telephony
from dialora.services.address_book import AddressBook
from dialora.services.agent_drafts import AgentDrafts
from dialora.services.agents import Agents
from dialora.services.allowances import Allowances
from dialora.services.api_keys import ApiKeys
from dialora.services.appointments import Appointments
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
from dialora.services.hearings import Hearings
from dialora.services.idempotency import Idempotency
from dialora.services.identity import Identity
from dialora.services.law_overview import LawOverview
from dialora.services.live import LiveCalls
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.notes import Notes
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing
from dialora.services.people import People
from dialora.services.recordings import Recordings
from dialora.services.rights import Rights
from dialora.services.share_links import ShareLinks
from dialora.services.supervision import Supervision
from dialora.services.suppression import Suppression
from dialora.services.tags import Tags
from dialora.services.today import Today
from dialora.services.voice_previews import VoicePreviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the world finds us."""

    #: Scheme and host, without a slash at the end.
    public_url: str

    @property
    def secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    site: Site
    clock: Clock
    #: By the name in their webhook addresses.
    carriers: Catalog[Telephony]
    identity: Identity
    agents: Agents
    agent_drafts: AgentDrafts
    foresight: Foresight
    voice_previews: VoicePreviews
    news: News
    api_keys: ApiKeys
    people: People
    numbers: Numbers
    calls: Calls
    outgoing: Outgoing
    suppression: Suppression
    consenting: Consenting
    rights: Rights
    address_book: AddressBook
    allowances: Allowances
    calling_facts: CallingFacts
    live: LiveCalls
    supervision: Supervision
    hearings: Hearings
    call_history: CallHistory
    call_list: CallList
    call_views: CallViews
    call_wordings: CallWordings
    today: Today
    messages: Messages
    recordings: Recordings
    tags: Tags
    notes: Notes
    costs: Costs
    share_links: ShareLinks
    appointments: Appointments
    calendars: Calendars
    calendar_feeds: CalendarFeeds
    decisions: Decisions
    law_overview: LawOverview
    idempotency: Idempotency
