"""The commands about law, from outside: what they print and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dialora.cli import app
from dialora.compliance.rule import RULES
from dialora.services.audit import Audit
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.store.scope import Store
from services.owner import owner_of
from services.test_gate import RULEBOOK, StoppedClock, ringing
from worlds import KEYRING, World

CASES = Path(__file__).parents[1] / "unit" / "compliance" / "cases" / "inbound.json"


def dialora(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_a_file_of_cases_that_agree_exits_0() -> None:
    result = dialora("check", "--cases", CASES, "--json")
    count = len(json.loads(CASES.read_text())["cases"])
    assert json.loads(result.stdout) == {"cases": count, "agree": count, "disagree": []}
    assert result.exit_code == 0


def test_a_case_that_disagrees_is_named_and_exits_1(tmp_path: Path) -> None:
    first, second = json.loads(CASES.read_text())["cases"][:2]
    first["expected"] = {"decision": "deny", "reason": "QUIET_HOURS_STATE"}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([first, second]))
    result = dialora("check", "--cases", file, "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["cases"], said["agree"]) == (1, 2, 1)
    [wrong] = said["disagree"]
    assert (wrong["id"], wrong["expected"]) == (first["id"], first["expected"])
    assert wrong["got"]["reason"] == "OK"
    assert first["id"] in dialora("check", "--cases", file).stdout


def test_one_case_prints_its_decision(tmp_path: Path) -> None:
    case = json.loads(CASES.read_text())["cases"][0]
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    result = dialora("check", "--case", file, "--json")
    assert result.exit_code == 0
    assert list(json.loads(result.stdout)) == [
        "decision",
        "reason",
        "all_reasons",
        "conditions",
        "next_allowed_at",
        "rulebook_version",
        "input_hash",
    ]
    file.write_text(json.dumps(case["input"]))
    assert json.loads(dialora("check", "--case", file, "--json").stdout) == json.loads(result.stdout)
    file.write_text(json.dumps(case | {"expected": {"decision": "deny"}}))
    assert dialora("check", "--case", file, "--json").exit_code == 1


def test_a_number_alone_shows_the_checklist() -> None:
    result = dialora("check", "+14155550123")
    assert result.exit_code == 0
    assert "Cal. Penal Code 632" in result.stdout
    assert "conditions" in result.stdout


@pytest.mark.parametrize("text", ["not json", "[]", '{"cases": []}', '[{"id": "x"}]'])
def test_a_file_that_holds_no_cases_exits_2(text: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text)
    assert dialora("check", "--cases", file).exit_code == 2
    assert dialora("check", "--cases", tmp_path / "missing.json").exit_code == 2


def test_nothing_or_two_things_to_check_exits_2() -> None:
    assert dialora("check").exit_code == 2
    assert dialora("check", "+14155550123", "--cases", CASES).exit_code == 2


def test_the_rulebook_shows_every_rule_and_writes_its_pin(tmp_path: Path) -> None:
    shown = dialora("rulebook").stdout
    assert all(name in shown for name in RULES)
    assert dialora("rulebook", "--pin", tmp_path).exit_code == 0
    assert (tmp_path / "pinned.json").read_text() == shown


@pytest.fixture
async def decided(store: Store, world: World, tmp_path: Path) -> str:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    gate = Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)
    for _ in range(3):
        await gate.clear(ringing(world.dental))
    return world.dental.account.id


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path))
    monkeypatch.setenv("DIALORA_SECRET_KEY", "a secret key that only tests know of")


@pytest.mark.usefixtures("installed")
def test_verifying_exits_1_at_the_first_bad_row(decided: str, database_url: str) -> None:
    whole = dialora("audit", "verify")
    assert whole.exit_code == 0, whole.output
    assert f"{decided}: 3 rows are whole" in whole.stdout
    with owner_of(database_url) as owner:
        owner.execute("delete from ledger_entries where seq = 2")
    damaged = dialora("audit", "verify")
    assert damaged.exit_code == 1
    assert f"{decided}: row 2:" in damaged.stdout


async def test_an_export_is_verified_from_its_file(store: Store, decided: str, tmp_path: Path) -> None:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    lines = [line async for line in Audit(store=store, heads=heads).export(decided)]
    key = heads.public_key.public_bytes_raw().hex()
    file = tmp_path / "export.jsonl"
    file.write_text("\n".join(lines))
    assert dialora("audit", "verify", "--file", file, "--key", key).exit_code == 0
    assert dialora("audit", "verify", "--file", file, "--key", "00" * 32).exit_code == 1
    assert dialora("audit", "verify", "--file", file, "--key", "short").exit_code == 2
    file.write_text("\n".join([lines[0], *lines[2:]]))
    damaged = dialora("audit", "verify", "--file", file)
    assert damaged.exit_code == 1
    assert "row 1:" in damaged.stdout


@pytest.fixture
async def a_decision(store: Store, world: World, tmp_path: Path) -> str:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    gate = Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)
    return (await gate.clear(ringing(world.dental))).decision_id


@pytest.mark.usefixtures("installed")
def test_a_replay_says_equal_different_or_erased(a_decision: str, database_url: str) -> None:
    same = dialora("replay", a_decision)
    assert (same.exit_code, "equal" in same.stdout) == (0, True), same.output
    with owner_of(database_url) as owner:
        owner.execute("update decisions set payload = replace(payload, 'AI_DISCLOSURE', 'NOTHING')")
    different = dialora("replay", a_decision)
    assert (different.exit_code, "conditions" in different.stdout) == (1, True)
    with owner_of(database_url) as owner:
        owner.execute("update decisions set inputs_sealed = null")
    assert dialora("replay", a_decision).exit_code == 3
    assert dialora("replay", "dec_nobody").exit_code == 2


def test_a_number_may_be_checked_as_if_it_were_called() -> None:
    morning = ["--direction", "outbound", "--at", "2026-11-24T15:00:00Z"]
    refused = dialora("check", "+12125550123", *morning, "--json")
    assert json.loads(refused.stdout)["reason"] == "CONSENT_MISSING"
    agreed = dialora("check", "+12125550123", *morning, "--consent", "express", "--json")
    assert json.loads(agreed.stdout)["decision"] == "allow_with_conditions"
    night = ["--direction", "outbound", "--consent", "express", "--at", "2026-11-24T07:00:00Z"]
    assert json.loads(dialora("check", "+12125550123", *night, "--json").stdout)["next_allowed_at"] == (
        "2026-11-24T13:00:00Z"
    )
    forbidden = dialora("check", "911", *morning, "--json")
    assert json.loads(forbidden.stdout)["reason"] == "NUMBER_TYPE_FORBIDDEN"
