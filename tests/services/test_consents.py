"""Consents: what is recorded, what proves it, and what the gate is told of it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

from callbook import Callbook
from dialora.domain.appointments import Revocation
from dialora.domain.calls import RecordingState
from dialora.domain.consent_form import FormLanguage, Wording, checklist, may_be_published, says_everything
from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Evidence,
    Grant,
    Signature,
)
from dialora.domain.errors import Conflict, DialoraError, Invalid, InvalidFields, NotFound, Unavailable
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.consent_forms import FormAnswer
from dialora.services.consent_words import FIRST_DRAFT
from dialora.services.consenting import Consenting
from dialora.services.evidence import LARGEST_FILE, PDF, PNG
from dialora.store.ids import new_id
from dialora.store.scope import Store
from services.owner import owner_of
from sites import Clock, make_services
from worlds import NOW, World

PERSON = PhoneNumber("+12125550150")
SIGNED = b"%PDF-1.7 signed by Sam Sample"
SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_export.py"
READ_OUT = (
    "May Bright Smile Dental LLC call you with marketing by an automated system with an artificial voice at"
    " the number you call from? It is not a condition of any purchase, and you can stop it at any time."
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return make_services(store, clock, tmp_path)


@pytest.fixture
def consenting(services: Services) -> Consenting:
    return services.consenting


@pytest.fixture
def account_id(world: World) -> str:
    return world.dental.account.id


@pytest.fixture
async def signed(consenting: Consenting, account_id: str) -> Evidence:
    return await consenting.evidence.keep(account_id, SIGNED, media_type=PDF, name="signed.pdf", by="key_1")


def grant(**changes: Any) -> Grant:
    known: dict[str, Any] = {
        "number": PERSON,
        "name": "Sam Sample",
        "level": ConsentLevel.EXPRESS_WRITTEN,
        "purpose": ConsentPurpose.TELEMARKETING,
        "channels": (ConsentChannel.VOICE,),
        "obtained_at": NOW - timedelta(days=3),
        "way": ConsentWay.API,
        "authorizes_artificial_voice": True,
        "not_condition_of_purchase": True,
        "signature": Signature.INK,
        "disclosure_text": READ_OUT,
    }
    return Grant(**known | changes)


async def recorded(consenting: Consenting, account_id: str, **changes: Any) -> Consent:
    return await consenting.consents.record(account_id, grant(**changes), by="key_1")


async def test_a_consent_reads_back_as_it_was_given(
    consenting: Consenting, account_id: str, world: World, signed: Evidence
) -> None:
    made = await recorded(consenting, account_id, evidence_ids=(signed.sha256,))
    [known] = await consenting.consents.of_number(account_id, PERSON)
    assert known == made
    assert (known.number, known.name, known.seller) == (PERSON, "Sam Sample", world.dental.account.seller)
    assert known.evidence_complete
    assert await consenting.consents.evidence_of(account_id, known) == (signed,)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"name": " "}, ("name",)),
        ({"evidence_ids": ()}, ("copy_of_consent",)),
        ({"signature": None}, ("signature",)),
        ({"not_condition_of_purchase": False}, ("not_condition_of_purchase",)),
        ({"evidence_ids": (), "disclosure_text": ""}, ("copy_of_request", "copy_of_consent")),
    ],
)
async def test_a_record_says_what_it_lacks(
    changes: dict[str, Any],
    missing: tuple[str, ...],
    consenting: Consenting,
    account_id: str,
    signed: Evidence,
) -> None:
    made = await recorded(consenting, account_id, **{"evidence_ids": (signed.id,)} | changes)
    assert made.missing == missing
    assert made.evidence_complete is False


async def test_what_cannot_be_is_refused_by_field(consenting: Consenting, account_id: str) -> None:
    for changes, field in (
        ({"obtained_at": NOW + timedelta(seconds=1)}, "/obtained_at"),
        ({"obtained_at": NOW - timedelta(days=365 * 40)}, "/obtained_at"),
        ({"channels": ()}, "/channels"),
        ({"name": "Sam\x00"}, "/name"),
        ({"seller": "  "}, "/seller"),
        ({"evidence_ids": ("evid_of_nobody",)}, "/evidence"),
        ({"evidence_ids": ("evid\x00",)}, "/evidence"),
    ):
        with pytest.raises(InvalidFields) as refused:
            await recorded(consenting, account_id, **changes)
        assert list(refused.value.wrong) == [field]


async def test_whoever_said_stop_is_only_called_again_when_they_ask_themselves(
    consenting: Consenting, account_id: str, store: Store
) -> None:
    async with store.account(account_id) as scope:
        stop = Revocation(
            id=new_id("rev"),
            account_id=account_id,
            number_hash=scope.revocations.hash_of(PERSON),
            scope="all",
            via="call",
            call_id=None,
            at=NOW - timedelta(days=30),
        )
        await scope.revocations.add(stop)
    with pytest.raises(Conflict) as refused:
        await recorded(consenting, account_id)
    assert refused.value.code == "person_said_stop"
    assert (await recorded(consenting, account_id, consumer_initiated=True)).consumer_initiated


async def test_a_consent_is_withdrawn_once_by_a_record_of_its_own(
    consenting: Consenting, account_id: str, clock: Clock
) -> None:
    made = await recorded(consenting, account_id)
    ended = await consenting.consents.withdraw(account_id, made.id, via="api", by="key_1")
    clock.move(timedelta(hours=1))
    again = await consenting.consents.withdraw(account_id, made.id, via="web", by="key_2")
    assert ended.revoked_at == again.revoked_at == NOW
    with pytest.raises(NotFound):
        await consenting.consents.withdraw(account_id, "cons_of_nobody", via="api", by="key_1")


async def test_the_person_is_sealed_and_the_chain_names_nobody(
    consenting: Consenting, account_id: str, database_url: str, signed: Evidence, tmp_path: Path
) -> None:
    await recorded(consenting, account_id, evidence_ids=(signed.id,), words="Yes please, said Sam")
    with owner_of(database_url) as owner:
        rows = []
        for table in ("consents", "consent_evidence", "ledger_entries"):
            owner.execute(f"alter table {table} no force row level security".encode())
            rows += owner.execute(f"select t::text from {table} t".encode()).fetchall()
        owner.rollback()
    everything = repr(rows)
    for person in ("Sam Sample", PERSON.e164, "Yes please", READ_OUT, "signed.pdf"):
        assert person not in everything
    [file] = (tmp_path / "evidence").rglob("*.sealed")
    assert b"Sam" not in file.read_bytes()


async def test_a_file_is_kept_once_and_proved_by_every_reading(
    consenting: Consenting, account_id: str, world: World, signed: Evidence, tmp_path: Path
) -> None:
    again = await consenting.evidence.keep(account_id, SIGNED, media_type=PDF, name="other.pdf", by="key_2")
    assert again == signed
    assert await consenting.evidence.read(account_id, signed.id) == (signed, SIGNED)
    with pytest.raises(NotFound):
        await consenting.evidence.read(world.barber.account.id, signed.id)
    [file] = (tmp_path / "evidence").rglob("*.sealed")
    file.write_bytes(file.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Unavailable, match="no longer the one"):
        await consenting.evidence.read(account_id, signed.id)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", PNG),
        (b"GIF89a", "image/gif"),
        (b"", PDF),
        (b"<script>", "text/html"),
        (b"\xff\xfe", "text/plain"),
        (b"%PDF-" + bytes(LARGEST_FILE), PDF),
    ],
    ids=["another kind", "unknown kind", "empty", "no page", "no text", "too large"],
)
async def test_evidence_is_what_it_is_said_to_be(
    content: bytes, kind: str, consenting: Consenting, account_id: str
) -> None:
    with pytest.raises(Invalid):
        await consenting.evidence.keep(account_id, content, media_type=kind, name="x", by="key_1")


# The chain


def verifier() -> ModuleType:
    found = importlib.util.spec_from_file_location("verify_export", SCRIPT)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


async def exported(consenting: Consenting, account_id: str) -> list[str]:
    return [line async for line in consenting.audit.export(account_id)]


async def damage(consenting: Consenting, account_id: str) -> str | None:
    checked = await consenting.audit.verify_account(account_id)
    return checked.damage.problem if checked.damage else None


async def test_a_technician_checks_the_export_with_python_alone(
    consenting: Consenting, account_id: str, signed: Evidence, tmp_path: Path
) -> None:
    made = await recorded(consenting, account_id, evidence_ids=(signed.id,))
    await recorded(consenting, account_id)
    await consenting.consents.withdraw(account_id, made.id, via="api", by="key_1")
    lines, check = await exported(consenting, account_id), verifier().check
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "whatever it is called").write_bytes(SIGNED)
    key = json.loads(lines[0])["public_key"]
    told = check(lines, key, folder)
    assert told == "3 rows are whole; 2 consents, 1 withdrawn; 1 files of evidence are those that were kept."


def _without(lines: list[str], word: str) -> list[str]:
    first = next(number for number, line in enumerate(lines) if word in line)
    return lines[:first] + lines[first + 1 :]


async def test_the_script_names_the_first_bad_row(
    consenting: Consenting, account_id: str, tmp_path: Path, signed: Evidence
) -> None:
    for _ in range(3):
        await recorded(consenting, account_id, evidence_ids=(signed.id,))
    lines, module = await exported(consenting, account_id), verifier()
    cases: dict[str, tuple[list[str], str]] = {
        "a row says something else": (
            [*lines[:2], lines[2].replace("express_written", "express"), *lines[3:]],
            "row 2: what the row says was altered",
        ),
        "a row is gone": (_without(lines, '"seq":2'), "row 2: the row is missing"),
        "the last row is gone": (_without(lines, '"seq":3,"subject'), "row 3: the row is missing"),
        "another person": (
            [line.replace("Sam Sample", "Sam Simple") for line in lines],
            "row 1: the consent",
        ),
        "another time": (
            [*lines[:1], lines[1].replace('"at":"2026', '"at":"2025'), *lines[2:]],
            "row 1: the row was altered",
        ),
        "no end": (lines[:-1], "does not end with one signed head"),
    }
    for name, (altered, problem) in cases.items():
        assert altered != lines, name
        with pytest.raises(module.Wrong, match=problem):
            module.check(altered)
    with pytest.raises(module.Wrong, match="signature"):
        module.check(lines, "11" * 32)
    with pytest.raises(module.Wrong, match="no file in"):
        module.check(lines, None, tmp_path / "nothing here")
    with pytest.raises(module.Unreadable):
        module.check(["{}"])


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (
            "update consents set payload = replace(payload, 'express_written', 'express')",
            "altered or removed",
        ),
        ("delete from consent_withdrawals", "altered or removed"),
        ("update consents set number_hash = 'another'", "is not the one it was given by"),
        ("update consents set person_sealed = 'nonsense'", "is not the one it was given by"),
        ("update consent_evidence set sha256 = 'ab'", "missing or was altered"),
    ],
)
async def test_whoever_has_the_database_password_is_found_out(
    tamper: str, problem: str, consenting: Consenting, account_id: str, database_url: str, signed: Evidence
) -> None:
    made = await recorded(consenting, account_id, evidence_ids=(signed.id,))
    await consenting.consents.withdraw(account_id, made.id, via="api", by="key_1")
    assert await damage(consenting, account_id) is None
    table = tamper.split()[2 if tamper.startswith("delete") else 1]
    with owner_of(database_url) as owner:
        owner.execute(f"alter table {table} no force row level security, disable trigger user".encode())
        owner.execute(tamper.encode())
    told = await damage(consenting, account_id)
    assert told is not None
    assert problem in told


async def test_a_consent_that_was_slipped_in_is_in_no_row(
    consenting: Consenting, account_id: str, database_url: str
) -> None:
    await recorded(consenting, account_id)
    with owner_of(database_url) as owner:
        owner.execute(b"alter table consents no force row level security")
        _copy(owner)
    assert "is in no row" in (await damage(consenting, account_id) or "")


def _copy(owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        b"insert into consents select account_id, 'cons_slipped_in', number_hash, level, purpose, way,"
        b" payload, person_sealed, visitor, fingerprint, recorded_at from consents"
    )


async def test_many_consents_at_once_make_one_chain(consenting: Consenting, account_id: str) -> None:
    numbers = [PhoneNumber(f"+1212555{number:04}") for number in range(100, 110)]
    await asyncio.gather(*(recorded(consenting, account_id, number=number) for number in numbers))
    assert await damage(consenting, account_id) is None


# In a call, by text, on the form


async def test_a_consent_spoken_in_a_call_keeps_the_excerpt_and_counts_as_signed(
    services: Services, consenting: Consenting, store: Store, world: World
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=services.recordings)
    call = await book.booked(NOW - timedelta(hours=1))
    assert call.peer is not None
    spoken = await consenting.spoken.record_spoken(
        world.dental.account.id,
        call.id,
        start_ms=1_000,
        end_ms=3_000,
        disclosure_text=READ_OUT,
        words="Yes, you may.",
        purpose=ConsentPurpose.ANY,
        channels=(ConsentChannel.VOICE,),
        name="Ada Quill",
        by="key_1",
    )
    assert (spoken.number, spoken.level, spoken.signature) == (
        call.peer,
        ConsentLevel.EXPRESS_WRITTEN,
        Signature.VOICE,
    )
    assert spoken.evidence_complete
    [kept] = await consenting.consents.evidence_of(world.dental.account.id, spoken)
    _, sound = await consenting.evidence.read(world.dental.account.id, kept.id)
    assert (kept.media_type, len(sound)) == ("audio/wav", 44 + 2_000 * 8 * 4)


async def test_what_was_not_recorded_leaves_an_express_consent_without_evidence(
    services: Services, consenting: Consenting, store: Store, world: World
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=services.recordings)
    call = replace(await book.booked(NOW - timedelta(hours=1)), recording=RecordingState.REFUSED)
    async with store.account(call.account_id) as scope:
        await scope.calls.save(call)
    spoken = await consenting.spoken.record_spoken(
        world.dental.account.id,
        call.id,
        start_ms=0,
        end_ms=90_000,
        disclosure_text="May we call you about your appointment?",
        words="Yes.",
        purpose=ConsentPurpose.INFORMATIONAL,
        channels=(ConsentChannel.VOICE,),
        name="Ada Quill",
        by="key_1",
    )
    assert spoken.level is ConsentLevel.EXPRESS
    assert (spoken.authorizes_artificial_voice, spoken.signature, spoken.evidence) == (False, None, ())
    withheld = await book.opted_out(NOW)
    with pytest.raises(Conflict, match="withheld"):
        await consenting.spoken.record_spoken(
            world.dental.account.id,
            withheld.id,
            start_ms=0,
            end_ms=1_000,
            disclosure_text=READ_OUT,
            words="Yes.",
            purpose=ConsentPurpose.ANY,
            channels=(ConsentChannel.VOICE,),
            name="",
            by="key_1",
        )


async def test_a_word_by_text_is_a_consent_with_the_text_as_evidence(
    consenting: Consenting, account_id: str
) -> None:
    texted = await consenting.spoken.record_keyword(account_id, PERSON, text="START", name="Sam Sample")
    assert (texted.way, texted.level, texted.channels) == (
        ConsentWay.KEYWORD,
        ConsentLevel.EXPRESS,
        (ConsentChannel.SMS,),
    )
    [kept] = await consenting.consents.evidence_of(account_id, texted)
    assert await consenting.evidence.read(account_id, kept.id) == (kept, b"START")


async def test_a_form_is_published_whole_or_not_at_all(
    consenting: Consenting, account_id: str, clock: Clock
) -> None:
    forms = consenting.forms
    english = FIRST_DRAFT.wordings[FormLanguage.ENGLISH]
    less = Wording(
        title=english.title,
        intro="",
        disclosure=english.disclosure.replace("is not a condition of any purchase", "is welcome"),
        button="I agree",
        thanks="Thanks.",
    )
    broken = type(FIRST_DRAFT)(
        purpose=ConsentPurpose.ANY,
        channels=(ConsentChannel.VOICE,),
        wordings={FormLanguage.ENGLISH: less},
    )
    await forms.save(account_id, broken)
    with pytest.raises(Conflict) as refused:
        await forms.publish(account_id, by="memb_1")
    assert refused.value.code == "form_incomplete"
    await forms.save(account_id, FIRST_DRAFT)
    first = await forms.publish(account_id, by="memb_1")
    with pytest.raises(Conflict):
        await forms.publish(account_id, by="memb_1")
    assert [each.version for each in await forms.versions(account_id)] == [first.version] == [1]


async def test_signing_the_form_is_a_consent_with_all_that_the_law_wants_kept(
    consenting: Consenting, account_id: str, world: World
) -> None:
    await consenting.forms.publish(account_id, by="memb_1")
    form = await consenting.forms.of_account(account_id)
    shown = await consenting.forms.published(form.address)
    answer = FormAnswer(
        version=1,
        language=FormLanguage.SPANISH,
        name="Ada Quill",
        number=PERSON,
        signature="ada  quill",
        agreed=True,
    )
    signed = await consenting.forms.answer(
        shown, answer, snapshot="<!doctype html><p>Ada Quill", ip="192.0.2.7", user_agent="A browser"
    )
    assert signed.evidence_complete
    assert signed.level is ConsentLevel.EXPRESS_WRITTEN
    assert world.dental.account.seller in signed.disclosure_text
    assert signed.disclosure_sha256 == shown.version.hash(FormLanguage.SPANISH)
    assert (signed.ip, signed.user_agent, signed.words) == ("192.0.2.7", "A browser", "ada  quill")
    assert await damage(consenting, account_id) is None


@pytest.mark.parametrize(
    "changes",
    [{"signature": "Somebody Else"}, {"agreed": False}, {"name": "", "signature": ""}, {"version": 7}],
)
async def test_an_answer_that_is_not_signed_is_no_consent(
    changes: dict[str, Any], consenting: Consenting, account_id: str
) -> None:
    await consenting.forms.publish(account_id, by="memb_1")
    form = await consenting.forms.of_account(account_id)
    shown = await consenting.forms.published(form.address)
    known: dict[str, Any] = {
        "version": 1,
        "language": FormLanguage.ENGLISH,
        "name": "Ada Quill",
        "number": PERSON,
        "signature": "Ada Quill",
        "agreed": True,
    }
    with pytest.raises(DialoraError):
        await consenting.forms.answer(
            shown, FormAnswer(**known | changes), snapshot="<html>", ip="192.0.2.7", user_agent=""
        )
    assert (await consenting.consents.page(account_id)).items == ()


def test_the_first_wording_says_everything_in_both_languages() -> None:
    assert may_be_published(FIRST_DRAFT)
    for language in FormLanguage:
        assert all(check.there for check in checklist(FIRST_DRAFT, language))


def test_a_wording_that_denies_a_thing_does_not_say_it() -> None:
    assert says_everything(READ_OUT, "Bright Smile Dental LLC")
    denied = READ_OUT.replace("by an automated system", "without an automated system")
    assert not says_everything(denied, "Bright Smile Dental LLC")
    assert not says_everything(READ_OUT, "Corner Barber LLC")


# Lists


HEADER = (
    "number,name,level,purpose,channels,obtained_at,authorizes_artificial_voice,not_condition_of_purchase,"
    "signature,disclosure_text,evidence\n"
)


async def in_parts(text: str, size: int = 7) -> AsyncIterator[bytes]:
    whole = text.encode()
    for first in range(0, len(whole), size):
        yield whole[first : first + size]


async def test_a_list_is_recorded_row_by_row_and_its_faults_are_told(
    consenting: Consenting, account_id: str, signed: Evidence
) -> None:
    good = (
        '+12125550160,"Sam ""S."" Sample",express_written,any,voice|sms,2026-03-01T14:30:00-05:00,'
        "yes,yes,ink,"
    )
    text = (
        "\ufeff"
        + HEADER
        + good
        + f'"May we call you,\nand offer you things?",{signed.id}\n'
        + "0160,,express,any,voice,2026-03-01T14:30:00Z,,,,,\n"
        + "+12125550161,,express,any,voice,2026-03-01,,,,,\n"
        + "+12125550162,,sworn,any,pigeon,2026-03-01T14:30:00Z,,,,,\n"
        + "\n"
        + "+12125550163,,express,any,voice,2026-03-01T14:30:00Z,,,,,evid_of_nobody\n"
        + "+12125550164,Ada,express,any,sms,2026-03-01T14:30:00Z,,,,,"
    )
    imports = consenting.imports
    begun = await imports.begin(account_id, file_name="list.csv", size=len(text), by="memb_1")
    done = await imports.read(begun, in_parts(text))
    assert (done.state.value, done.rows, done.recorded, done.refused, done.known) == ("done", 6, 2, 4, 0)
    faults = [fault async for fault in imports.faults(account_id, done.id)]
    assert [(fault.line, fault.column) for fault in faults] == [
        (4, "number"),
        (5, "obtained_at"),
        (6, "level"),
        (8, "evidence"),
    ]
    [sam] = await consenting.consents.of_number(account_id, PhoneNumber("+12125550160"))
    assert sam.name == 'Sam "S." Sample'
    assert sam.disclosure_text == "May we call you,\nand offer you things?"
    assert sam.evidence_complete
    assert await damage(consenting, account_id) is None
    again = await imports.begin(account_id, file_name="list.csv", size=None, by="memb_1")
    repeated = await imports.read(again, in_parts(text, 1_000))
    assert (repeated.recorded, repeated.known, repeated.refused) == (0, 2, 4)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("name,number\n", "names no column level"),
        (HEADER.replace("evidence", "proof"), "no column 'proof'"),
        (HEADER + '+12125550160,"never closed', "ends inside a quote"),
        (HEADER.encode().decode() + "\udcff", "UTF-8"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    text: str, problem: str, consenting: Consenting, account_id: str
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield text.encode(errors="surrogateescape")

    begun = await consenting.imports.begin(account_id, file_name="x.csv", size=None, by="memb_1")
    done = await consenting.imports.read(begun, parts())
    assert done.state.value == "broken"
    assert problem in (done.problem or "")
