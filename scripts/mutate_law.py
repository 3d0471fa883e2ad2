"""Breaks the law on purpose: comparisons, conditions and sums of the gate are altered, one at a time, and the
written cases and made-up ones must notice. What they do not notice is listed in docs/law.md.

    .venv/bin/python scripts/mutate_law.py [spans consents …]
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from dialora.bench.law import write_section
from dialora.bench.made_cases import GARBAGE, REQUIRED, garbled, make_case
from dialora.bench.properties import Tally, check
from dialora.compliance import book, case
from dialora.compliance.canonical import Plain
from dialora.compliance.kinds import Kind
from dialora.compliance.rule import RULES

ROOT = Path(__file__).parents[1]
LAW = ROOT / "src" / "dialora" / "compliance"
#: What decides. The tables are data, the phrases and the ledger have tests of their own kind.
FILES = (
    *sorted(path for path in (LAW / "rules").glob("*.py") if path.stem != "__init__"),
    *(LAW / f"{name}.py" for name in ("consents", "relationship", "question", "moments", "engine")),
    *(LAW / f"{name}.py" for name in ("kinds", "numbering", "whereabouts", "case_input")),
)
#: Survivors that mean nothing, by "file:line:what", and why.
EXPLAINED: Mapping[str, str] = json.loads((ROOT / "scripts" / "mutants_explained.json").read_text())
_MADE, _SEED, _PATIENCE_S = 100, 7, 120

_COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    file: Path
    line: int
    what: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return f"{self.file.relative_to(LAW)}:{self.line}: {self.what}"


def mutants(file: Path) -> Iterator[Mutant]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for position, node in enumerate(ast.walk(tree)):
        for number, (what, _) in enumerate(_changes(node)):
            other = copy.deepcopy(tree)
            twin = list(ast.walk(other))[position]
            _, change = list(_changes(twin))[number]
            change()
            line = getattr(node, "lineno", 0)
            yield Mutant(file=file, line=line, what=what, tree=ast.fix_missing_locations(other))


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """What may be broken here: a name for it, and what breaks it."""
    match node:
        case ast.Compare():
            for index, op in enumerate(node.ops):
                other = _COMPARED[type(op)]
                yield (
                    f"{type(op).__name__} to {other.__name__}",
                    lambda i=index, o=other: _put(node.ops, i, o()),
                )
        case ast.BoolOp():
            swap = ast.Or if isinstance(node.op, ast.And) else ast.And
            yield f"{type(node.op).__name__} to {swap.__name__}", lambda: setattr(node, "op", swap())
        case ast.UnaryOp(op=ast.Not()):
            yield (
                "not dropped",
                lambda: (
                    setattr(node, "op", ast.UAdd())
                    or setattr(node, "operand", ast.Call(ast.Name("bool", ast.Load()), [node.operand], []))
                ),
            )
        case ast.If() | ast.IfExp():
            yield "never", lambda: setattr(node, "test", ast.Constant(False))
            yield "always", lambda: setattr(node, "test", ast.Constant(True))
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            swap_op = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
            yield f"{type(node.op).__name__} to {swap_op.__name__}", lambda: setattr(node, "op", swap_op())
        case ast.Call(func=ast.Name(id="any" | "all" as name)):
            yield f"{name} swapped", lambda: setattr(node.func, "id", "all" if name == "any" else "any")
        case ast.Call(func=ast.Name(id="min" | "max" as name)):
            yield f"{name} swapped", lambda: setattr(node.func, "id", "max" if name == "min" else "min")
        case ast.keyword(value=ast.Constant(value=bool() as flag)) if node.arg in ("absent", "reverse"):
            yield f"{node.arg} turned", lambda: setattr(node, "value", ast.Constant(not flag))


def _put(ops: list[ast.cmpop], index: int, op: ast.cmpop) -> None:
    ops[index] = op


def is_noticed(mutant: Mutant, written: Mapping[str, list[case.Case]], whole: book.Rulebook) -> bool:
    """In a process of its own, which the mutant may break as it likes."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            signal.alarm(_PATIENCE_S)
            _install(mutant)
            os._exit(_try_everything(written, _with_rules(whole)))
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return status != 0


def _install(mutant: Mutant) -> None:
    """Run the broken file over the module, and give its functions to all who have imported them."""
    name = ".".join(("dialora", "compliance", *mutant.file.relative_to(LAW).with_suffix("").parts))
    module = sys.modules[name]
    before = dict(vars(module))
    if mutant.file.parent.name == "rules":
        for rule in list(RULES):
            if RULES[rule].law.__module__ == name:
                del RULES._entries[rule]
    exec(compile(mutant.tree, str(mutant.file), "exec"), vars(module))
    swapped = {id(old): vars(module)[key] for key, old in before.items() if not key.startswith("__")}
    for other in [each for key, each in sys.modules.items() if key.startswith("dialora.compliance")]:
        for key, value in list(vars(other).items()):
            if other is not module and id(value) in swapped and callable(value):
                setattr(other, key, swapped[id(value)])


def _with_rules(whole: book.Rulebook) -> book.Rulebook:
    """The same tables, and the rules as they are now."""
    rules = tuple(sorted((RULES[name] for name in RULES), key=lambda rule: rule.place))
    by_kind = {kind: tuple(rule for rule in rules if kind in rule.about) for kind in Kind}
    return book.Rulebook(editions=(dataclasses.replace(whole.newest, rules=rules, by_kind=by_kind),))


def _try_everything(written: Mapping[str, list[case.Case]], rulebook: book.Rulebook) -> int:
    for cases in written.values():
        for each in cases:
            if not case.agrees(case.decide_case(each.input, rulebook), each.expected):
                return 1
    random, tally = Random(_SEED), Tally()
    for _ in range(_MADE):
        if check(make_case(random), random, rulebook, tally):
            return 1
    good = next(c.input for cases in written.values() for c in cases if c.expected.get("reason") == "OK")
    assert isinstance(good, dict)
    spoiled: list[Plain] = [garbled(good, path, value) for path in REQUIRED for value in GARBAGE]  # type: ignore[arg-type]
    return int(any(case.decide_case(each, rulebook).allowed for each in spoiled))


def main() -> int:
    files = [*sorted((ROOT / "tests" / "law_cases").glob("*.json"))]
    files += sorted((ROOT / "tests" / "unit" / "compliance" / "cases").glob("*.json"))
    written = {file.stem: list(case.parse_cases(json.loads(file.read_text()))) for file in files}
    whole = book.unpinned_rulebook()
    made, alive = 0, []
    for file in [file for file in FILES if not sys.argv[1:] or file.stem in sys.argv[1:]]:
        for mutant in mutants(file):
            made += 1
            if not is_noticed(mutant, written, whole):
                alive.append(mutant)
                print(mutant.name, flush=True)
    unexplained = [mutant for mutant in alive if mutant.name not in EXPLAINED]
    print(f"{made} made, {len(alive)} alive")
    if not sys.argv[1:]:
        write_section(ROOT / "docs" / "law.md", "Mutations", _section(made, alive))
    return int(bool(unexplained))


def _section(made: int, alive: list[Mutant]) -> str:
    rows = "\n".join(f"| {mutant.name} | {EXPLAINED.get(mutant.name, 'not explained')} |" for mutant in alive)
    return f"""## Mutations

{made:,} ways to break the gate's code were tried one at a time: comparisons, conditions, negations, sums.
{made - len(alive):,} of them ({(made - len(alive)) / made:.1%}) were noticed by the written cases, the
made-up ones and the garbage. `scripts/mutate_law.py` repeats it. Those that were not:

| mutant | why it is none |
|---|---|
{rows}
"""


if __name__ == "__main__":
    sys.exit(main())
