"""The table of clauses that the product brings, its tests and the page that shows it are one."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialora.clauses_cli import page
from dialora.cli import app as commands
from dialora.compliance.book import load_rulebook
from dialora.domain.clauses import Clause, Held, all_clauses, as_run

ROOT = Path(__file__).parents[2]
CLAUSES = all_clauses()


def test_there_are_fifty_one_in_order_and_each_has_its_file() -> None:
    assert [clause.id for clause in CLAUSES] == [f"C{number}" for number in range(1, 52)]
    there = {f"tests/clauses/{file.name}" for file in (ROOT / "tests" / "clauses").glob("test_*.py")}
    assert {clause.tests for clause in CLAUSES} == there
    for clause in CLAUSES:
        assert clause.tests.startswith(f"tests/clauses/test_c{int(clause.id[1:]):02}_")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_held_clause_has_tests_and_another_says_what_is_missing(clause: Clause) -> None:
    tree = ast.parse((ROOT / clause.tests).read_text())
    assert (ast.get_docstring(tree) or "").splitlines()[0] == f"{clause.id}. {clause.capability}"
    tests = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    reasons = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NOT_YET"
    ]
    if clause.held is Held.NOT_YET:
        assert (tests, reasons) == ([], [clause.why])
    else:
        assert tests
        assert reasons == []
        assert "skip" not in (ROOT / clause.tests).read_text()


def test_what_keeps_a_clause_is_there_and_every_rule_keeps_one() -> None:
    rules = {rule.name for rule in load_rulebook().rules}
    assert {name for clause in CLAUSES for name in clause.rules} == rules
    missing = [file for clause in CLAUSES for file in clause.files if not (ROOT / file).is_file()]
    assert missing == []


def test_the_page_is_as_the_command_writes_it() -> None:
    assert (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8") == page(CLAUSES)


def test_a_run_breaks_what_was_held_and_holds_nothing_that_was_not() -> None:
    run = {
        "C3": {"test_a": "passed", "test_b": "failed"},
        "C10": {"test_a": "passed"},
        "C40": {"x": "passed"},
    }
    found = {clause.id: clause for clause in as_run(CLAUSES, run)}
    assert (found["C3"].held, found["C3"].why) == (Held.BROKEN, "failed in the last run: test_b")
    assert found["C10"].held is Held.HELD
    assert found["C40"].held is Held.NOT_YET


def test_where_no_tests_were_run_the_release_speaks_and_says_so(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nothing")
    printed = CliRunner().invoke(commands, ["clauses", "--run", nowhere])
    assert printed.exit_code == 0
    assert "broken" not in printed.stdout
    assert "none was run here" in printed.stdout
    told = json.loads(CliRunner().invoke(commands, ["clauses", "--json", "--run", nowhere]).stdout)
    assert told["last_run_at"] is None
    assert not any(clause["tested_here"] for clause in told["clauses"])
    assert [clause["holds"] for clause in told["clauses"]] == [
        True if clause.held is Held.HELD else None for clause in CLAUSES
    ]


def test_where_some_were_run_it_says_how_many_and_when(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.write_text(json.dumps({"C3": {"test_a": "failed"}, "C10": {"test_b": "passed"}}))
    printed = CliRunner().invoke(commands, ["clauses", "--run", str(run)])
    assert printed.exit_code == 1
    assert "1 broken" in printed.stdout
    held = sum(clause.held is Held.HELD for clause in CLAUSES)
    assert f"By the tests of 2 of the {held}, last run here 20" in printed.stdout
    told = json.loads(CliRunner().invoke(commands, ["clauses", "--json", "--run", str(run)]).stdout)
    found = {clause["id"]: clause for clause in told["clauses"]}
    assert (found["C3"]["holds"], found["C3"]["tested_here"]) == (False, True)
    assert (found["C14"]["holds"], found["C14"]["tested_here"]) == (True, False)
