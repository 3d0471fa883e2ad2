"""Every use case, as the doors are handed them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from dialora.catalog import Catalog
from dialora.ports.clock import Clock
from dialora.ports.telephony import Telephony
from dialora.services.agents import Agents
from dialora.services.appointments import Appointments
from dialora.services.call_history import CallHistory
from dialora.services.calls import Calls
from dialora.services.costs import Costs
from dialora.services.decisions import Decisions
from dialora.services.idempotency import Idempotency
from dialora.services.identity import Identity
from dialora.services.live import LiveCalls
from dialora.services.notes import Notes
from dialora.services.numbers import Numbers
from dialora.services.recordings import Recordings
from dialora.services.share_links import ShareLinks
from dialora.services.supervision import Supervision
from dialora.services.tags import Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.notes import Notes
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
    numbers: Numbers
    calls: Calls
    live: LiveCalls
    supervision: Supervision
    call_history: CallHistory
    recordings: Recordings
    tags: Tags
    notes: Notes
    costs: Costs
    share_links: ShareLinks
    appointments: Appointments
    decisions: Decisions
    idempotency: Idempotency
    agent_drafts: AgentDrafts
    foresight: Foresight
    voice_previews: VoicePreviews
    news: News
