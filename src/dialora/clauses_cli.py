"""The command about the policy's clauses: which are kept, by what, and what is missing of the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from dialora.domain.clauses import Clause, Held, Run, all_clauses, as_run
from dialora.domain.errors import Invalid

#: Where the last run of the tests left what it found, below the folder they were run in.
LAST_RUN: Final = Path(".pytest_cache/v/dialora/clauses")

_HOLDS: Final = {Held.HELD: True, Held.BROKEN: False, Held.NOT_YET: None}


def clauses(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/clauses.md.")] = False,
    run: Annotated[
        Path,
        typer.Option(help="What a run of the tests found; this release's word where there is no such file."),
    ] = LAST_RUN,
) -> None:
    """Print the policy clause by clause: held, or what is missing. Exit 1 where one broke in the last run."""
    ran = {} if markdown else _read(run)
    found = as_run(all_clauses(), ran)
    if as_json:
        told = [_told(clause, asked=clause.id in ran) for clause in found]
        print(json.dumps({"clauses": told, "last_run_at": _last_run_at(ran, run)}, ensure_ascii=False))
    elif markdown:
        print(page(found), end="")
    else:
        print(_table(found))
        print(_by_whose_word(found, ran, run))
    if any(clause.held is Held.BROKEN for clause in found):
        raise typer.Exit(1)


def page(found: Sequence[Clause]) -> str:
    """The table as it stands in docs/clauses.md."""
    rows = [
        f"| {clause.id} | {clause.capability} | {_state(clause)} | {_kept_by(clause)} |" for clause in found
    ]
    return "\n".join(
        [
            "# The policy, clause by clause",
            "",
            "Written by `dialora clauses --markdown`. A clause is held when what it asks of the software is"
            " done, and tested through the product's own doors in the file of its name under"
            " `tests/clauses/`. Of every other one it is said what is missing.",
            "",
            _count(found),
            "",
            "| | the software must | | kept by |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _table(found: Sequence[Clause]) -> str:
    lines = []
    for clause in found:
        lines.append(f"{clause.id:4} {clause.held.value:8} {clause.capability}")
        if clause.why:
            lines.append(f"{'':14}{clause.why}")
        if clause.held is not Held.NOT_YET:
            lines.append(f"{'':14}{clause.tests}")
        if clause.rules:
            lines.append(f"{'':14}rules: {', '.join(clause.rules)}")
    return "\n".join([*lines, _count(found)])


def _count(found: Sequence[Clause]) -> str:
    counted = {held: sum(clause.held is held for clause in found) for held in Held}
    broken = f"{counted[Held.BROKEN]} broken, " if counted[Held.BROKEN] else ""
    return f"{counted[Held.HELD]} held, {broken}{counted[Held.NOT_YET]} not yet."


def _by_whose_word(found: Sequence[Clause], ran: Run, file: Path) -> str:
    """Whether these tests were run here, or only where this release was made."""
    held = [clause for clause in found if clause.held is not Held.NOT_YET]
    asked = [clause for clause in held if clause.id in ran]
    if not asked:
        return "By this release's own tests before it left; none was run here (make test)."
    part = "all" if len(asked) == len(held) else f"{len(asked)} of the {len(held)}"
    rest = "" if len(asked) == len(held) else "; the others by this release's own before it left"
    return f"By the tests of {part}, last run here {_last_run_at(ran, file)}{rest}."


def _last_run_at(ran: Run, file: Path) -> str | None:
    """None where none was run here."""
    if not ran:
        return None
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _state(clause: Clause) -> str:
    return f"{clause.held.value}: {clause.why}" if clause.why else clause.held.value


def _kept_by(clause: Clause) -> str:
    tests = () if clause.held is Held.NOT_YET else (clause.tests,)
    return ", ".join(f"`{each}`" for each in (*clause.rules, *clause.files, *tests))


def _told(clause: Clause, *, asked: bool) -> dict[str, object]:
    return {
        "id": clause.id,
        "capability": clause.capability,
        "rules": list(clause.rules),
        "files": list(clause.files),
        "tests": clause.tests,
        "holds": _HOLDS[clause.held],
        "why": clause.why or None,
        "tested_here": asked and clause.held is not Held.NOT_YET,
    }


def _read(file: Path) -> Run:
    """Raises Invalid where the file is none of ours."""
    if not file.is_file():
        return {}
    try:
        run = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} is no result of a run: {error}") from None
    if not isinstance(run, dict) or not all(isinstance(found, dict) for found in run.values()):
        raise Invalid(f"{file} is no result of a run.")
    return run
