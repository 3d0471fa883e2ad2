"""C36. Every consent is on record with text, proof, time and origin, in a chain nobody changes unseen."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from clauses.firm import ADA, CAL, DISCLOSURE, Firm
from dialora.store.roles import DatabaseUrls
from services.owner import owner_of

ROOT = Path(__file__).parents[2]
EVE, FAY = "+12125550162", "+12125550163"


async def test_what_was_shown_said_and_proved_stands_in_the_record(firm: Firm) -> None:
    recorded = await firm.agreed_in_writing(ip="192.0.2.7", user_agent="A browser")
    consent = await firm.told("GET", f"/v1/consents/{recorded['id']}")
    assert consent == recorded
    assert (consent["level"], consent["purpose"], consent["channels"]) == (
        "express_written",
        "telemarketing",
        ["voice"],
    )
    assert (consent["number"], consent["name"], consent["seller"]) == (
        ADA,
        "Ada Quill",
        "Bright Smile Dental LLC",
    )
    assert (consent["disclosure_text"], consent["words"]) == (DISCLOSURE, "Yes")
    assert (consent["way"], consent["ip"], consent["signature"]) == ("api", "192.0.2.7", "ink")
    assert consent["evidence_complete"]
    [proof] = consent["evidence"]
    file = await firm.http.get(f"/v1/consent-evidence/{proof['id']}/file")
    assert hashlib.sha256(file.content).hexdigest() == proof["sha256"]
    lacking = await firm.agreed_in_writing(CAL, name="", evidence=[])
    assert not lacking["evidence_complete"]
    assert lacking["missing"]


async def test_it_comes_by_program_by_list_by_form_and_by_text_and_says_by_which(firm: Firm) -> None:
    await firm.agreed(ADA)
    rows = f"number,level,purpose,channels,obtained_at\n{CAL},express,any,voice,2026-03-01T14:30:00Z\n"
    listed = await firm.http.post(
        "/v1/consent-imports?name=spring.csv", content=rows, headers={"Content-Type": "text/csv"}
    )
    assert listed.json()["recorded"] == 1
    forms, account_id = firm.services.consenting.forms, firm.tenancy.account.id
    await forms.publish(account_id, by=firm.tenancy.owner.id)
    address = f"/consent/{(await forms.of_account(account_id)).address}"
    page = (await firm.http.get(address)).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert "Bright Smile Dental LLC" in page
    signed = {
        "version": version[1],
        "lang": "en",
        "name": "Eve Quill",
        "number": EVE,
        "signature": "Eve Quill",
        "agreed": "true",
    }
    done = await firm.http.post(address, data=signed, headers={"Origin": firm.services.site.public_url})
    assert done.status_code == 303, done.text
    for text in ("STOP", "START"):
        await firm.texted(FAY, text)
    ways = {it["number"]: it["way"] for it in (await firm.told("GET", "/v1/consents"))["data"]}
    assert ways == {ADA: "api", CAL: "csv", EVE: "form", FAY: "keyword"}


async def test_nobody_changes_it_unseen_and_anybody_can_check_the_export(
    firm: Firm, tmp_path: Path, database: DatabaseUrls, database_url: str
) -> None:
    consent = await firm.agreed_in_writing()
    await firm.told("POST", f"/v1/consents/{consent['id']}/revoke")
    for method in ("PUT", "PATCH", "DELETE"):
        refused = await firm.http.request(method, f"/v1/consents/{consent['id']}", json={"name": "Eve"})
        assert refused.status_code == 405
    now = await firm.told("GET", f"/v1/consents/{consent['id']}")
    assert now | {"revoked_at": None, "revoked_via": None} == consent, "withdrawn, and otherwise as it was"

    export = tmp_path / "consents.jsonl"
    export.write_text((await firm.http.get("/v1/consents/export")).text)
    assert verified(export) == 0
    assert (await firm.command("audit", "verify")).exit_code == 0
    export.write_text(export.read_text().replace("Ada Quill", "Eve Quill"))
    assert verified(export) == 1

    ours = database.app.set(drivername="postgresql").render_as_string(hide_password=False)
    for forbidden in ("delete from consents", "update ledger_entries set payload = ''"):
        with psycopg.connect(ours) as us, pytest.raises(psycopg.errors.InsufficientPrivilege):
            us.execute(forbidden)
    with owner_of(database_url) as owner, owner.transaction():
        changed = owner.execute("update ledger_entries set at = at - interval '1 year' where seq = 1")
        assert changed.rowcount >= 1
    assert (await firm.command("audit", "verify")).exit_code == 1


async def test_each_call_keeps_the_consent_it_was_made_on(firm: Firm) -> None:
    await firm.agreed()
    call = (await firm.call()).json()
    decided = await firm.told("GET", f"/v1/decisions/{call['decision_id']}")
    assert [it for it in decided["findings"] if it["rule"] == "prior_consent" and it["reason"] is None]
    facts = {fact["name"]: fact["value"] for fact in decided["facts"]}
    assert any("consent" in name for name in facts), facts
    before = decided["input_hash"]
    await firm.agreed(purpose="any")
    again = await firm.told("GET", f"/v1/decisions/{call['decision_id']}")
    assert again["input_hash"] == before


def verified(export: Path) -> int:
    """What a stranger finds, with Python alone."""
    script = ROOT / "scripts" / "verify_export.py"
    return subprocess.run([sys.executable, str(script), str(export)], capture_output=True).returncode
