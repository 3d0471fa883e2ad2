"""Everything that one person can leave behind in an account, with words nobody else says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from dialora.domain.appointments import AppointmentStatus
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus, Direction, EndReason, RecordingState
from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Evidence,
    Grant,
)
from dialora.domain.contacts import ContactSource
from dialora.domain.do_not_call import StopVia
from dialora.domain.events import EventType
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.sharing import Days
from dialora.ports.telephony import IncomingCall, IncomingText
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.services.evidence import PDF
from dialora.services.idempotency import KeptAnswer
from dialora.services.revocations import Stop
from dialora.store.scope import Store
from dialora.testing import FakePhone
from store.filled import appointment_of, attempt_at, call_of, placing_of
from worlds import NOW, Tenancy, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Who it is, and what of them can be looked for."""

    number: PhoneNumber
    #: Said nowhere else.
    word: str
    name: str
    call_id: str
    evidence: Evidence
    consent: Consent

    @property
    def canaries(self) -> tuple[str, ...]:
        """The number is found by what comes after its country's code too, however it is written."""
        return self.word, self.name, self.number.e164[2:]


async def rings(services: Services, tenancy: Tenancy, number: PhoneNumber, says: str) -> str:
    """A whole call, recorded."""
    name = f"CA{number}{says[:4]}"
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id=name,
            carrier_account_id=tenancy.number.carrier_account_id,
            called=tenancy.number.number,
            caller=number,
        )
    )
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id=name)
    phone = FakePhone()
    line = asyncio.create_task(phone.carry())
    live = asyncio.create_task(services.live.run(ticket, phone))
    await phone.hears("How can I help you?")
    await phone.says(says)
    await phone.waits(1.2)
    phone.hangs_up()
    assert (await live).recording is RecordingState.KEPT
    await line
    return answer.call_id


async def leave_everything(
    services: Services, store: Store, world: World, *, number: PhoneNumber, word: str, name: str
) -> Life:
    """Of every kind of thing at least one, with the word, the name or the number in it."""
    tenancy, account_id = world.dental, world.dental.account.id
    owner = Author(id=tenancy.owner.id, name=tenancy.owner.name)
    await services.news.webhooks.add(
        account_id,
        url="https://hooks.example.com/all",
        description="",
        events=[EventType.CALL_COMPLETED, EventType.MESSAGE_TAKEN, EventType.CONSENT_REVOKED],
    )
    call_id = await rings(services, tenancy, number, f"It is about my {word}.")
    message = await services.messages.take(
        account_id, name=name, text=f"The {word} is broken", phone=number, call_id=call_id
    )
    await services.notes.add(account_id, call_id, f"Cried over the {word}", by=owner)
    await services.tags.add(account_id, call_id, word)
    await services.share_links.make(account_id, call_id, days=Days.ONE, with_sound=True, by=owner)
    await services.address_book.contacts.create(account_id, number, {"name": name}, source=ContactSource.API)
    evidence, consent = await _agrees(services, account_id, number, word, name)
    await services.suppression.texts.take(
        IncomingText(
            carrier="twilio",
            carrier_account_id=tenancy.number.carrier_account_id,
            message_id=f"SM{number}",
            to=tenancy.number.number,
            sender=number,
            body=f"stop, says {word}",
            answered=False,
        ),
        frozenset([account_id]),
    )
    await services.suppression.revocations.stop(
        account_id, number, Stop(via=StopVia.DASHBOARD, reason=f"The {word} again", by=owner)
    )
    await services.call_views.save(
        account_id, tenancy.owner, name="Saved", query=f"q={number.e164[2:]}", shared=True, default=False
    )
    await services.idempotency.once(
        account_id, f"for {number}", b"asked", lambda: _answer(f'{{"id":"{message.id}","text":"{word}"}}')
    )
    await _is_called(store, tenancy, number, word, name)
    return Life(number=number, word=word, name=name, call_id=call_id, evidence=evidence, consent=consent)


async def _agrees(
    services: Services, account_id: str, number: PhoneNumber, word: str, name: str
) -> tuple[Evidence, Consent]:
    evidence = await services.consenting.evidence.keep(
        account_id, b"%PDF-1.7 " + word.encode(), media_type=PDF, name=f"{word}.pdf", by="key_1"
    )
    consent = await services.consenting.consents.record(
        account_id,
        Grant(
            number=number,
            name=name,
            level=ConsentLevel.EXPRESS,
            purpose=ConsentPurpose.INFORMATIONAL,
            channels=(ConsentChannel.VOICE,),
            obtained_at=services.clock.now() - timedelta(days=1),
            way=ConsentWay.API,
            words=f"Call me about the {word}",
            evidence_ids=(evidence.id,),
        ),
        by="key_1",
    )
    return evidence, consent


async def _is_called(store: Store, tenancy: Tenancy, number: PhoneNumber, word: str, name: str) -> None:
    """An outgoing call that is over, an appointment of another call, deliveries that were answered."""
    call = call_of(
        tenancy,
        peer=number,
        direction=Direction.OUTBOUND,
        status=CallStatus.COMPLETED,
        end_reason=EndReason.CALLER_HUNG_UP,
        outcome=f"Spoke of the {word}",
        recording=RecordingState.NOT_WANTED,
        ended_at=NOW,
    )
    async with store.account(tenancy.account.id) as scope:
        await scope.calls.add(call)
        await scope.attempts.add(
            placing_of(
                tenancy,
                call,
                store.keyring.number_hash(number),
                number=number,
                about=f"the {word}",
                subject=f"{word} 1",
                state=AttemptState.COMPLETED,
                idempotency_key=f"call {number}",
            )
        )
        await scope.appointments.add(
            appointment_of(tenancy, name=name, phone=number, status=AppointmentStatus.CANCELED)
        )
        for delivery in (await scope.deliveries.page()).items:
            if not await scope.deliveries.attempts_of([delivery.id]):
                await scope.deliveries.note(attempt_at(delivery, answer=f"Got {word} of {number}"))


async def _answer(body: str) -> KeptAnswer:
    return KeptAnswer(status=200, body=body)
