"""A row in every tenant table, and raw logins to look at them with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL

from dialora.domain.admission import CallLimits
from dialora.domain.appointments import Appointment, AppointmentStatus, CalendarFeed, Message, Revocation
from dialora.domain.approvals import Approvals
from dialora.domain.attempts import Attempt, AttemptPurpose, AttemptState
from dialora.domain.call_views import CallView
from dialora.domain.calls import (
    Call,
    CallStatus,
    Direction,
    Latency,
    Line,
    RecordingState,
    SpokenNotice,
    ToolUse,
    Turn,
)
from dialora.domain.costs import CallCost, CarrierPrice, CostLine, CostPart, Unit
from dialora.domain.do_not_call import DncEntry, SmsChoice, StopChannel, StopScope, StopVia
from dialora.domain.drafts import Draft
from dialora.domain.events import Event, EventType
from dialora.domain.ledger import GENESIS, ChainCheck, DecisionRecord, LedgerEntry, LedgerHead
from dialora.domain.notes import Note
from dialora.domain.outbox import (
    Delivery,
    DeliveryAttempt,
    DeliveryKind,
    DeliveryStatus,
    Recipient,
    WebhookEndpoint,
)
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal
from dialora.domain.sharing import ShareLink
from dialora.domain.transfers import Transfer, TransferState
from dialora.store.access import APP_GRANTS
from dialora.store.ids import new_id
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled_call_wordings import add_wording
from store.filled_consents import ConsentRows, consent_rows
from store.filled_contacts import ContactRows, contact_rows
from store.filled_facts import add_facts, deal_of
from store.filled_rights import RightsRows, rights_rows
from worlds import NOW, Tenancy

CALLER = PhoneNumber("+12125550150")

TURN = Turn(
    index=0,
    caller_text="I would like a cleaning.",
    caller_start_ms=900,
    caller_end_ms=2100,
    agent_text="Of course. Which day suits you?",
    agent_heard_text="Of course.",
    agent_start_ms=2600,
    agent_end_ms=3100,
    interrupted=True,
    latency=Latency(endpoint_ms=300, stt_ms=90, dialogue_ms=4, first_audio_ms=60),
    tools=(ToolUse(tool="find_slots", ok=True, took_ms=3),),
)

NOTICE = SpokenNotice(
    kind="ai_disclosure",
    text="This is an AI assistant.",
    language="en",
    start_ms=0,
    end_ms=1800,
    audio_sha256="00" * 32,
)


COST = CallCost(
    currency="USD",
    lines=(
        CostLine(part=CostPart.CARRIER, quantity=60, unit=Unit.SECONDS, micros=8_500, source="Price list"),
    ),
    settled_at=NOW,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A tenancy with one row of everything."""

    tenancy: Tenancy
    call: Call
    appointment: Appointment
    feed: CalendarFeed
    message: Message
    revocation: Revocation
    dnc_entry: DncEntry
    sms_choice: SmsChoice
    view: CallView
    decision: DecisionRecord
    entry: LedgerEntry
    head: LedgerHead
    event: Event
    endpoint: WebhookEndpoint
    recipient: Recipient
    delivery: Delivery
    token_hash: bytes
    note: Note
    share_link: ShareLink
    carrier_price: CarrierPrice
    consenting: ConsentRows
    knowing: ContactRows
    placing: Attempt
    rights: RightsRows
    deal: Deal

    @property
    def account_id(self) -> str:
        return self.tenancy.account.id


def call_of(tenancy: Tenancy, **changes: Any) -> Call:
    known: dict[str, Any] = {
        "id": new_id("call"),
        "account_id": tenancy.account.id,
        "agent_id": tenancy.agent.id,
        "agent_version": 1,
        "direction": Direction.INBOUND,
        "line": Line.PHONE,
        "number": tenancy.number.number,
        "peer": CALLER,
        "test": False,
        "status": CallStatus.RINGING,
        "end_reason": None,
        "decision_id": None,
        "carrier_call_id": f"CA{new_id('test')}",
        "recording": RecordingState.AWAITING,
        "outcome": None,
        "created_at": NOW,
        "answered_at": None,
        "ended_at": None,
        "process_id": None,
    }
    return Call(**known | changes)


def appointment_of(tenancy: Tenancy, **changes: Any) -> Appointment:
    known: dict[str, Any] = {
        "id": new_id("appt"),
        "account_id": tenancy.account.id,
        "calendar_id": tenancy.calendar.id,
        "service_key": "cleaning",
        "service_name": "cleaning",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(minutes=45),
        "name": "Sam Sample",
        "phone": CALLER,
        "status": AppointmentStatus.BOOKED,
        "call_id": None,
        "created_at": NOW,
    }
    return Appointment(**known | changes)


def dnc_entry_of(tenancy: Tenancy, **changes: Any) -> DncEntry:
    known: dict[str, Any] = {
        "id": new_id("dnc"),
        "account_id": tenancy.account.id,
        "number": CALLER,
        "scope": StopScope.ALL,
        "channel": StopChannel.ALL,
        "source": StopVia.CALL,
        "reason": "Said that the calls must end.",
        "call_id": None,
        "added_at": NOW,
        "added_by": None,
        "added_by_name": "",
    }
    return DncEntry(**known | changes)


def draft_of(tenancy: Tenancy) -> Draft:
    return Draft(agent=tenancy.agent, revision=new_id("rev"), changed_at=NOW, changed_by="Sample Owner")


def endpoint_of(tenancy: Tenancy, **changes: Any) -> WebhookEndpoint:
    known: dict[str, Any] = {
        "id": new_id("whe"),
        "account_id": tenancy.account.id,
        "url": "https://hooks.example.com/dialora?token=of-the-other-side",
        "description": "The practice's own program",
        "events": (EventType.MESSAGE_TAKEN,),
        "off": None,
        "failing_since": None,
        "secret": "whsec_" + "c2VjcmV0IG9mIGFuIGVuZHBvaW50ISE=",
        "old_secret": "whsec_" + "dGhlIG9uZSBiZWZvcmUgdGhhdCBvbmU=",
        "old_secret_until": NOW,
        "created_at": NOW,
    }
    return WebhookEndpoint(**known | changes)


def delivery_of(tenancy: Tenancy, event: Event, target_id: str, **changes: Any) -> Delivery:
    known: dict[str, Any] = {
        "id": new_id("dlv"),
        "account_id": tenancy.account.id,
        "event_id": event.id,
        "event_type": event.type,
        "kind": DeliveryKind.WEBHOOK,
        "target_id": target_id,
        "status": DeliveryStatus.PENDING,
        "attempts": 1,
        "tries": 1,
        "due_at": NOW,
        "created_at": NOW,
        "ended_at": None,
    }
    return Delivery(**known | changes)


def transfer_of(tenancy: Tenancy, call_id: str, decision_id: str) -> Transfer:
    return Transfer(
        account_id=tenancy.account.id,
        call_id=call_id,
        name="the front desk",
        number=PhoneNumber("+12125550199"),
        state=TransferState.ASKED,
        decision_id=decision_id,
        asked_at=NOW,
        rung_at=None,
    )


def view_of(tenancy: Tenancy, **changes: Any) -> CallView:
    known: dict[str, Any] = {
        "id": new_id("view"),
        "account_id": tenancy.account.id,
        "member_id": tenancy.owner.id,
        "name": "Calls about bills",
        "query": "q=bill",
        "created_at": NOW,
    }
    return CallView(**known | changes)


async def fill(store: Store, tenancy: Tenancy) -> Filled:
    """Add a row to every tenant table."""
    call = call_of(tenancy)
    event = Event(
        id=new_id("evt"),
        account_id=tenancy.account.id,
        type=EventType.MESSAGE_TAKEN,
        subject_id=call.id,
        subject='{"text": "Tell them that the invoice is wrong."}',
        created_at=NOW,
    )
    endpoint = endpoint_of(tenancy)
    it = Filled(
        tenancy=tenancy,
        call=call,
        appointment=appointment_of(tenancy, call_id=call.id),
        feed=CalendarFeed(
            id=new_id("feed"),
            account_id=tenancy.account.id,
            calendar_id=tenancy.calendar.id,
            with_names=True,
            token_hash=f"hash of the feed of {tenancy.account.id}".encode(),
            created_at=NOW,
        ),
        message=Message(
            id=new_id("msg"),
            account_id=tenancy.account.id,
            call_id=call.id,
            name="Sam Sample",
            phone=CALLER,
            text="Please call me back about my bill.",
            answered_at=None,
            created_at=NOW,
        ),
        revocation=Revocation(
            id=new_id("revo"),
            account_id=tenancy.account.id,
            number_hash=store.keyring.number_hash(CALLER),
            scope="all",
            via="call",
            call_id=call.id,
            at=NOW,
        ),
        dnc_entry=dnc_entry_of(tenancy, call_id=call.id),
        sms_choice=SmsChoice(
            id=new_id("sms"),
            account_id=tenancy.account.id,
            number_hash=store.keyring.number_hash(CALLER),
            stopped=True,
            message_id="SMtext",
            at=NOW,
        ),
        view=view_of(tenancy),
        decision=DecisionRecord(
            id=new_id("dec"),
            account_id=tenancy.account.id,
            decision="allow",
            reason="OK",
            payload="{}",
            inputs='{"peer":"+12125550150"}',
            at=NOW,
            purpose="inbound",
        ),
        entry=LedgerEntry(
            account_id=tenancy.account.id,
            seq=1,
            kind="test",
            subject_id="subject",
            payload="{}",
            payload_hash=b"hash of the payload",
            previous_hash=GENESIS,
            hash=b"hash of the entry",
            at=NOW,
        ),
        head=LedgerHead(
            account_id=tenancy.account.id, seq=1, hash=b"hash of the entry", signature=b"signature"
        ),
        event=event,
        endpoint=endpoint,
        recipient=Recipient(
            id=new_id("rcpt"),
            account_id=tenancy.account.id,
            email="front.desk@example.com",
            events=(EventType.MESSAGE_TAKEN,),
            created_at=NOW,
        ),
        delivery=delivery_of(tenancy, event, endpoint.id),
        token_hash=f"hash of the token of {tenancy.account.id}".encode(),
        note=Note(
            id=new_id("note"),
            account_id=tenancy.account.id,
            call_id=call.id,
            author_id=tenancy.owner.id,
            author_name=tenancy.owner.name,
            text="Sounded unsure about the price.",
            created_at=NOW,
            deleted_at=None,
        ),
        share_link=ShareLink(
            id=new_id("share"),
            account_id=tenancy.account.id,
            call_id=call.id,
            token_hash=f"hash of the link of {tenancy.account.id}".encode(),
            with_sound=True,
            author_id=tenancy.owner.id,
            author_name=tenancy.owner.name,
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
            revoked_at=None,
            opened=0,
            last_opened_at=None,
        ),
        carrier_price=CarrierPrice(
            id=new_id("price"),
            account_id=tenancy.account.id,
            number_id=tenancy.number.id,
            micros_per_minute=8_500,
            step_s=60,
            currency="USD",
            source="Price list",
            set_by=tenancy.owner.id,
            set_at=NOW,
        ),
        consenting=consent_rows(store, tenancy),
        knowing=contact_rows(tenancy),
        placing=placing_of(tenancy, call, store.keyring.number_hash(CALLER)),
        rights=rights_rows(store, tenancy),
        deal=deal_of(store.keyring, tenancy),
    )
    async with store.platform() as platform:
        await platform.approvals.put(tenancy.account.id, Approvals(policy_accepted=True))
    async with store.account(tenancy.account.id) as scope:
        await it.consenting.add(scope)
        await it.knowing.add(scope)
        await scope.calls.add(call)
        await add_wording(scope, call.id)
        await scope.turns.add(call.id, TURN)
        await scope.notices.add(call.id, NOTICE)
        await scope.tags.add(call.id, "billing", NOW)
        await scope.limits.put(CallLimits(caller_hour=5))
        await scope.notes.add(it.note)
        await scope.share_links.add(it.share_link)
        await scope.carrier_prices.add(it.carrier_price)
        await scope.call_costs.put(call.id, COST)
        await scope.call_words.add(call.created_at, {"cleaning"})
        await scope.call_views.add(it.view)
        await scope.call_views.set_default(tenancy.owner.id, it.view.id)
        await scope.appointments.add(it.appointment)
        await scope.drafts.keep(draft_of(tenancy))
        await scope.trials.keep(call.id, tenancy.agent)
        await scope.calendar_feeds.add(it.feed)
        await scope.messages.add(it.message)
        await scope.revocations.add(it.revocation)
        await scope.dnc_entries.add(it.dnc_entry)
        await scope.sms_choices.add(it.sms_choice)
        await scope.decisions.add(it.decision)
        await scope.attempts.add(it.placing)
        await scope.transfers.ask(transfer_of(it.tenancy, call.id, it.decision.id))
        await scope.ledger.lock_head()
        await scope.ledger.append(it.entry, it.head)
        await scope.decision_days.count(it.decision)
        await scope.ledger.checked(ChainCheck(at=NOW, entries=1, problem=None))
        await scope.idempotency_keys.begin("key-1", b"request", NOW)
        await scope.events.add(event)
        await scope.webhook_endpoints.add(endpoint)
        await scope.recipients.add(it.recipient)
        await scope.deliveries.add(it.delivery)
        await scope.deliveries.note(attempt_at(it.delivery))
        await it.rights.add(scope)
        await add_facts(scope, it.deal, tenancy)
    return it


def placing_of(tenancy: Tenancy, call: Call, number_hash: bytes, **changes: Any) -> Attempt:
    known: dict[str, Any] = {
        "id": new_id("att"),
        "account_id": tenancy.account.id,
        "call_id": call.id,
        "number_hash": number_hash,
        "number": CALLER,
        "purpose": AttemptPurpose.INFORMATIONAL,
        "subject": None,
        "about": "the root canal on Thursday",
        "agent_id": tenancy.agent.id,
        "agent_version": 1,
        "number_id": tenancy.number.id,
        "state": AttemptState.QUEUED,
        "problem": None,
        "decision_id": None,
        "cleared_at": None,
        "carrier_call_id": None,
        "idempotency_key": None,
        "asked_by": tenancy.owner.id,
        "test": False,
        "created_at": NOW,
    }
    return Attempt(**known | changes)


def attempt_at(delivery: Delivery, **changes: Any) -> DeliveryAttempt:
    known: dict[str, Any] = {
        "delivery_id": delivery.id,
        "account_id": delivery.account_id,
        "number": 1,
        "at": NOW,
        "took_ms": 40,
        "status": 500,
        "problem": "It answered 500.",
        "answer": "The other side fell over.",
    }
    return DeliveryAttempt(**known | changes)


@asynccontextmanager
async def raw(url: URL, *, account_id: str | None = None) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A plain connection of one of the logins, with or without a tenant; what it does is kept."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(plain) as connection:
        if account_id is not None:
            await connection.execute("select set_config('app.account', %s, true)", [account_id])
        yield connection


async def rows_of(database: DatabaseUrls, account_id: str) -> dict[str, list[str]]:
    """Every row an account owns, by table, as text."""
    found = {}
    async with raw(database.app, account_id=account_id) as connection:
        for table in APP_GRANTS:
            query = sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(table))
            found[table] = [row[0] for row in await (await connection.execute(query)).fetchall()]
    return found
