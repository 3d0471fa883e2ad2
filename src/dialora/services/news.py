"""News for the outside: everything that tells programs and people what happened, put together."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.ports.clock import Clock
from dialora.ports.outbound import Mailer, Outbound
from dialora.services.deliveries import Deliveries
from dialora.services.events import Events
from dialora.services.letters import Letters
from dialora.services.notifications import Notifications
from dialora.services.outbox import Outbox
from dialora.services.webhooks import Webhooks
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    events: Events
    webhooks: Webhooks
    notifications: Notifications
    deliveries: Deliveries
    outbox: Outbox

    @classmethod
    def leaving_by(
        cls, outbound: Outbound, mailer: Mailer, *, store: Store, clock: Clock, public_url: str
    ) -> News:
        """By these two ways, with links to our pages at `public_url`."""
        return cls(
            events=Events(store=store),
            webhooks=Webhooks(store=store, clock=clock, outbound=outbound),
            notifications=Notifications(store=store, clock=clock, mailer=mailer),
            deliveries=Deliveries(store=store, clock=clock),
            outbox=Outbox(
                store=store,
                clock=clock,
                outbound=outbound,
                mailer=mailer,
                letters=Letters(public_url=public_url),
            ),
        )
