"""The commands about law: decide on cases, check the ledgers, pin the rulebook."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dialora.clock import SystemClock
from dialora.compliance.book import (
    PINNED,
    Rulebook,
    check_pinned,
    load_rulebook,
    pinned_form,
    unpinned_rulebook,
)
from dialora.compliance.canonical import Plain
from dialora.compliance.case import (
    Case,
    Disagreement,
    agrees,
    decide_case,
    disagreements,
    parse_case,
    parse_cases,
    summary,
)
from dialora.compliance.case_fields import CaseInvalid
from dialora.compliance.decision import Decision
from dialora.compliance.replay import Outcome, Replay
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.audit import Audit, Checked, verify_export
from dialora.services.decisions import Decisions
from dialora.services.evidence import EvidenceFiles
from dialora.services.explanation import NOT_ADVICE, explain
from dialora.services.heads import Heads
from dialora.serving.database import open_database
from dialora.settings import Settings
from dialora.store.scope import Store

DISAGREES = 1
UNUSABLE = 2
ERASED = 3

_REPLAYED = {Outcome.EQUAL: 0, Outcome.DIFFERENT: DISAGREES, Outcome.ERASED: ERASED}

audit = typer.Typer(no_args_is_help=True, help="Check and export the ledgers.")


def check(
    number: Annotated[str | None, typer.Argument(help="The other party's number, like +12125550123.")] = None,
    case: Annotated[Path | None, typer.Option(help="A file with one case.")] = None,
    cases: Annotated[Path | None, typer.Option(help="A file with many cases.")] = None,
    direction: Annotated[str, typer.Option(help="Of a NUMBER: inbound or outbound.")] = "inbound",
    purpose: Annotated[
        str, typer.Option(help="Of an outbound NUMBER: informational, telemarketing or emergency.")
    ] = "informational",
    consent: Annotated[
        str, typer.Option(help="Of an outbound NUMBER: none, express or express_written.")
    ] = "none",
    at: Annotated[str | None, typer.Option(help="Of a NUMBER: the instant, like 2026-11-24T18:00Z.")] = None,
    state: Annotated[str, typer.Option(help="Of a NUMBER: the business's state.")] = "NY",
    recording: Annotated[bool, typer.Option(help="Of a NUMBER: whether to record.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Decide on a call without making it. Exit 0: as expected, 1: not, 2: the input is unusable."""
    if sum(given is not None for given in (number, case, cases)) != 1:
        _unusable("Give either a NUMBER, or --case FILE, or --cases FILE.")
    try:
        rulebook = load_rulebook()
        if cases is not None:
            sys.exit(_check_many(parse_cases(_document(cases)), rulebook, as_json))
        if case is not None:
            sys.exit(_check_one(parse_case(_document(case)), rulebook, as_json))
        one = _case_of(number or "", direction, state, recording)
        fields: dict[str, Plain] = {"now_utc": at} if at else {}
        if direction == "outbound":
            fields |= {"purpose": purpose, "consents": _consents(purpose, consent)}
        known = one.input if isinstance(one.input, dict) else {}
        sys.exit(_check_one(Case(id=one.id, input=known | fields, expected={}), rulebook, as_json))
    except (CaseInvalid, Invalid) as problem:
        _unusable(f"That cannot be used: {problem}")


@audit.command("verify")
def verify_audit(
    file: Annotated[Path | None, typer.Option(help="An exported chain, instead of the database.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Of the export: the public key that must have signed it, in hex.")
    ] = None,
) -> None:
    """Check every row of every chain. Exit 1 names the first bad row."""
    settings = Settings.read()
    if file is None:
        sys.exit(_report(asyncio.run(_verify_database(settings))))
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _unusable(f"{file} cannot be read: {error}")
    try:
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) if key else None
    except ValueError:
        _unusable("The key is not 64 hex digits.")
    sys.exit(_report((verify_export(lines, signer),)))


@audit.command("export")
def export_audit(account: Annotated[str, typer.Argument(help="Its id, acct_….")]) -> None:
    """Print an account's chain as lines of JSON, to be checked anywhere."""
    asyncio.run(_export(Settings.read(), account))


def replay(decision: Annotated[str, typer.Argument(help="Its id, dec_….")]) -> None:
    """Decide again on what a decision was made on. Exit 0: equal, 1: different, 3: its inputs are erased."""
    try:
        found = asyncio.run(_again(Settings.read(), decision))
    except NotFound:
        _unusable(f"There is no decision {decision}.")
    print(f"{decision}: {found.outcome.value}. {found.why}")
    if found.outcome is Outcome.DIFFERENT and found.again is not None:
        print(_in_words(found.again))
    sys.exit(_REPLAYED[found.outcome])


def rulebook(
    pin: Annotated[Path | None, typer.Option(help="Write the pin file into this folder of tables.")] = None,
) -> None:
    """Print the rulebook in force, rule by rule and table by table. Fails where it is not the pinned one."""
    found = unpinned_rulebook()
    if pin is not None:
        (pin / PINNED).write_text(pinned_form(found), encoding="utf-8")
    else:
        check_pinned(found)
    print(pinned_form(found), end="")


def _case_of(number: str, direction: str, state: str, recording: bool) -> Case:
    """A case of an active account that owns its number, so that only the other party's number tells."""
    if direction == "inbound":
        # Who calls us is a number or nobody; what we call may be anything that is written.
        number = PhoneNumber(number).e164
    fields: dict[str, Plain] = {
        "now_utc": SystemClock().now().isoformat(),
        "direction": direction,
        "channel": "voice",
        "voice_type": "ai",
        "purpose": "inbound",
        "tenant": {"id": "acct_check", "seller": "-", "status": "active", "kyc": "verified", "state": state},
        "caller": {"number": "+12125550100", "ownership": "incoming_phone_number", "verified": True},
        "recording_wanted": recording,
        ("caller_number_presented" if direction == "inbound" else "called_number"): number,
    }
    return Case(id=number, input=fields, expected={})


def _consents(purpose: str, level: str) -> list[Plain]:
    """What the person is supposed to have agreed to."""
    if level == "none":
        return []
    return [{"level": level, "purpose": purpose, "obtained_at": "2026-01-01T00:00:00Z"}]


def _check_one(case: Case, rulebook: Rulebook, as_json: bool) -> int:
    decision = decide_case(case.input, rulebook)
    print(json.dumps(summary(decision)) if as_json else f"{_in_words(decision)}\n{NOT_ADVICE}")
    return 0 if agrees(decision, case.expected) else DISAGREES


def _check_many(cases: Sequence[Case], rulebook: Rulebook, as_json: bool) -> int:
    wrong = disagreements(cases, rulebook)
    if as_json:
        listed = [_disagreement(found) for found in wrong]
        print(json.dumps({"cases": len(cases), "agree": len(cases) - len(wrong), "disagree": listed}))
    else:
        for found in wrong:
            print(f"{found.case.id}: expected {json.dumps(dict(found.case.expected))}")
            print(_in_words(found.got))
        print(f"{len(cases) - len(wrong)} of {len(cases)} cases agree.")
    return DISAGREES if wrong else 0


def _disagreement(found: Disagreement) -> dict[str, Plain]:
    return {"id": found.case.id, "expected": dict(found.case.expected), "got": summary(found.got)}


def _in_words(decision: Decision) -> str:
    explanation = explain(decision)
    lines = [f"{decision.decision.value} {decision.reason}: {explanation.sentence}"]
    lines += [
        f"  {check.gate:10} {check.state.value:8} {check.why} [{check.source}]"
        for check in explanation.checks
    ]
    return "\n".join([*lines, f"  rulebook {decision.rulebook_version}, input {decision.input_hash[:16]}"])


def _document(file: Path) -> Plain:
    try:
        document: Plain = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CaseInvalid(f"{file} is no JSON file ({error})") from None
    return document


async def _again(settings: Settings, decision_id: str) -> Replay:
    keyring = settings.keyring()
    with open_database(settings, keyring) as urls:
        store = await Store.open(urls, keyring)
        try:
            return await Decisions(store=store, rulebook=load_rulebook()).again_anywhere(decision_id)
        finally:
            await store.close()


async def _verify_database(settings: Settings) -> tuple[Checked, ...]:
    keyring = settings.keyring()
    with open_database(settings, keyring) as urls:
        store = await Store.open(urls, keyring)
        try:
            return await _audit(settings, store).verify()
        finally:
            await store.close()


async def _export(settings: Settings, account_id: str) -> None:
    keyring = settings.keyring()
    with open_database(settings, keyring) as urls:
        store = await Store.open(urls, keyring)
        try:
            async for line in _audit(settings, store).export(account_id):
                print(line)
        finally:
            await store.close()


def _audit(settings: Settings, store: Store) -> Audit:
    clock = SystemClock()
    evidence = EvidenceFiles(store=store, clock=clock, folder=settings.data / "evidence")
    heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
    return Audit(store=store, heads=heads, evidence=evidence, clock=clock)


def _report(chains: Sequence[Checked]) -> int:
    damaged = [chain for chain in chains if chain.damage is not None]
    for chain in chains:
        if chain.damage is not None:
            row = "the chain" if chain.damage.seq is None else f"row {chain.damage.seq}"
            print(f"{chain.account_id}: {row}: {chain.damage.problem}")
        elif chain.entries and not chain.kept_outside:
            print(f"{chain.account_id}: {chain.entries} rows are whole; nothing outside to compare with")
        else:
            print(f"{chain.account_id}: {chain.entries} rows are whole")
    return 1 if damaged else 0


def _unusable(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    sys.exit(UNUSABLE)
