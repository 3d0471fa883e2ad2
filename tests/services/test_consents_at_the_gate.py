"""What people agreed to, however it came to us, is what the gate decides on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callbook import Callbook
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.consent_form import FormLanguage
from dialora.domain.consents import (
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Evidence,
    Grant,
    Signature,
)
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.consent_forms import FormAnswer
from dialora.services.evidence import PDF
from dialora.services.gate import CallRefused
from dialora.store.scope import Store
from sites import Clock, make_services
from worlds import NOW, World

ADA = PhoneNumber("+12125550150")
READ_OUT = (
    "May Bright Smile Dental LLC call you with marketing by an automated system with an artificial voice at"
    " the number you call from? It is not a condition of any purchase, and you can stop it at any time."
)


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    return make_services(store, Clock(NOW), tmp_path)


@pytest.fixture
async def proof(services: Services, world: World) -> Evidence:
    return await services.consenting.evidence.keep(
        world.dental.account.id, b"%PDF-1.7", media_type=PDF, name="signed.pdf", by="key_1"
    )


async def consent_reason(
    services: Services,
    world: World,
    *,
    callee: PhoneNumber = ADA,
    purpose: CallPurpose = CallPurpose.TELEMARKETING,
) -> str | None:
    """Why the agent may not call, as far as consent goes; None where consent allows it."""
    intent = CallIntent.to_reach(
        account_id=world.dental.account.id,
        agent_id=world.dental.agent.id,
        number_id=world.dental.number.id,
        callee=callee,
        purpose=purpose,
        recording_wanted=False,
    )
    try:
        await services.calls.gate.clear(intent)
    except CallRefused as refused:
        reasons = refused.decision.all_reasons
        assert "ENGINE_ERROR" not in reasons
        return next((each for each in reasons if each.startswith("CONSENT_")), None)
    return None


def grant(proof: Evidence, **changes: Any) -> Grant:
    known: dict[str, Any] = {
        "number": ADA,
        "name": "Ada Quill",
        "level": ConsentLevel.EXPRESS_WRITTEN,
        "purpose": ConsentPurpose.TELEMARKETING,
        "channels": (ConsentChannel.VOICE,),
        "obtained_at": NOW - timedelta(days=3),
        "way": ConsentWay.API,
        "authorizes_artificial_voice": True,
        "not_condition_of_purchase": True,
        "signature": Signature.INK,
        "disclosure_text": READ_OUT,
        "evidence_ids": (proof.id,),
    }
    return Grant(**known | changes)


#: In the order in which a record is asked.
VERDICTS: Mapping[str, tuple[dict[str, Any], str | None]] = {
    "whole": ({}, None),
    "for anything": ({"purpose": ConsentPurpose.ANY}, None),
    "for another seller": ({"seller": "Corner Barber LLC"}, "CONSENT_SELLER_MISMATCH"),
    "for texts": ({"channels": (ConsentChannel.SMS,)}, "CONSENT_SCOPE_INSUFFICIENT"),
    "for reminders": ({"purpose": ConsentPurpose.INFORMATIONAL}, "CONSENT_SCOPE_INSUFFICIENT"),
    "not in writing": ({"level": ConsentLevel.EXPRESS}, "CONSENT_NOT_WRITTEN"),
    "not to a machine": ({"authorizes_artificial_voice": False}, "CONSENT_SCOPE_INSUFFICIENT"),
    "without a copy": ({"evidence_ids": ()}, "CONSENT_EVIDENCE_INCOMPLETE"),
    "without a name": ({"name": ""}, "CONSENT_EVIDENCE_INCOMPLETE"),
    "for another number": ({"number": PhoneNumber("+12125550151")}, "CONSENT_MISSING"),
}


@pytest.mark.parametrize("name", VERDICTS)
async def test_each_part_of_a_record_counts(
    name: str, services: Services, world: World, proof: Evidence
) -> None:
    changes, reason = VERDICTS[name]
    assert await consent_reason(services, world) == "CONSENT_MISSING"
    await services.consenting.consents.record(world.dental.account.id, grant(proof, **changes), by="key_1")
    assert await consent_reason(services, world) == reason


async def test_a_withdrawn_consent_allows_nothing_and_an_older_one_may(
    services: Services, world: World, proof: Evidence
) -> None:
    consents, account_id = services.consenting.consents, world.dental.account.id
    newest = await consents.record(account_id, grant(proof), by="key_1")
    await consents.withdraw(account_id, newest.id, via="api", by="key_1")
    assert await consent_reason(services, world) == "CONSENT_REVOKED"
    older = grant(proof, obtained_at=NOW - timedelta(days=30))
    await consents.record(account_id, older, by="key_1")
    assert await consent_reason(services, world) is None


async def test_the_form_allows_sales_calls(services: Services, world: World) -> None:
    forms, account_id = services.consenting.forms, world.dental.account.id
    await forms.publish(account_id, by="memb_1")
    shown = await forms.published((await forms.of_account(account_id)).address)
    answer = FormAnswer(
        version=1,
        language=FormLanguage.ENGLISH,
        name="Ada Quill",
        number=ADA,
        signature="Ada Quill",
        agreed=True,
    )
    await forms.answer(shown, answer, snapshot="<!doctype html>Ada", ip="192.0.2.7", user_agent="A browser")
    assert await consent_reason(services, world) is None


async def test_a_list_allows_what_it_proves(services: Services, world: World, proof: Evidence) -> None:
    text = (
        "number,name,level,purpose,channels,obtained_at,authorizes_artificial_voice,"
        "not_condition_of_purchase,signature,disclosure_text,evidence\n"
        f"{ADA},Ada,express_written,any,voice,2026-03-01T14:30:00Z,yes,yes,ink,May we?,{proof.id}\n"
        "+12125550151,Sam,express_written,any,voice,2026-03-01T14:30:00Z,yes,yes,ink,May we?,\n"
    )

    async def parts() -> AsyncIterator[bytes]:
        yield text.encode()

    imports = services.consenting.imports
    begun = await imports.begin(world.dental.account.id, file_name="a.csv", size=None, by="memb_1")
    await imports.read(begun, parts())
    assert await consent_reason(services, world) is None
    sam = PhoneNumber("+12125550151")
    assert await consent_reason(services, world, callee=sam) == "CONSENT_EVIDENCE_INCOMPLETE"


async def test_a_spoken_consent_allows_sales_calls_only_where_all_was_read_out(
    services: Services, world: World, store: Store
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=services.recordings)
    call = await book.booked(NOW - timedelta(hours=1))
    assert call.peer is not None
    for disclosure, reason in (("May we call you?", "CONSENT_NOT_WRITTEN"), (READ_OUT, None)):
        await services.consenting.spoken.record_spoken(
            world.dental.account.id,
            call.id,
            start_ms=500,
            end_ms=3_000,
            disclosure_text=disclosure,
            words="Yes, you may.",
            purpose=ConsentPurpose.ANY,
            channels=(ConsentChannel.VOICE,),
            name="Ada Quill",
            by="key_1",
        )
        assert await consent_reason(services, world, callee=call.peer) == reason


async def test_a_word_by_text_allows_no_sales_call(services: Services, world: World) -> None:
    await services.consenting.spoken.record_keyword(
        world.dental.account.id, ADA, text="START", name="Ada Quill"
    )
    assert await consent_reason(services, world) == "CONSENT_SCOPE_INSUFFICIENT"
