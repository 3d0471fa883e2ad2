"""What may be broken in a file of the law: every small change to its code, one at a time.

Left alone is what decides nothing: annotations, docstrings, sentences for people, citations, decorators that
only keep or freeze a value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LAW: Final = ROOT / "src" / "dialora" / "compliance"

#: A name for it, and what makes it so.
Change = tuple[str, Callable[[], object]]

_NEGATED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_AT_THE_EDGE: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_OPERATORS: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_SWAPPED: Final = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
#: Conversions that may be forgotten: what they are called on is taken instead.
_CONVERSIONS: Final = frozenset({"astimezone", "strip", "rstrip", "lower", "casefold", "date", "isoformat"})
_GATES: Final = (
    *("G0", "G1", "G1a", "G2", "G3", "G3a", "G3b", "G4", "G5", "G6", "G7", "G7a", "G8", "G9", "G10"),
    "conditions",
)
_ABOUT: Final = ("OUTREACH", "OUTBOUND", "SALES", "EVERY")
_FIRST, _LAST = 1, 99

#: Children that are never looked into.
_UNREAD: Final = frozenset(
    {
        *((ast.arg, "annotation"), (ast.FunctionDef, "returns"), (ast.AnnAssign, "annotation")),
        *((ast.Raise, "exc"), (ast.Raise, "cause"), (ast.ExceptHandler, "type")),
    }
)
#: Names of types and of what is exported: they say nothing about a call.
_UNREAD_NAMES: Final = frozenset({"__all__", "__slots__", "Plain", "Span", "Law", "T", "Owner", "Value"})
_WORDING: Final = frozenset({"why", "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node, and where it stands."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    #: Of which function or class it is part.
    inside: str
    #: The first line of its statement.
    line: int

    def put(self, other: ast.AST) -> None:
        """Something else in its place."""
        if self.index is None:
            setattr(self.parent, self.field, other)
        else:
            getattr(self.parent, self.field)[self.index] = other


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change to one file."""

    #: Relative to the folder of the law.
    file: str
    #: What is broken and how: stays the same when lines move.
    name: str
    number: int
    #: The lines on which it may show.
    lines: tuple[int, int]


def files() -> Sequence[str]:
    """All of the law, the rules first."""
    found = [path.relative_to(LAW).as_posix() for path in LAW.rglob("*.py")]
    return sorted(found, key=lambda name: (not name.startswith("rules/"), name))


def mutants(file: str) -> tuple[Mutant, ...]:
    """Every mutant of a file, in a fixed order."""
    made: list[Mutant] = []
    seen: dict[str, int] = {}
    for spot, (what, _) in _all_changes(_parsed(file)):
        name = f"{file} {spot.inside or 'module'}: `{_shown(spot.node)}`: {what}"
        seen[name] = seen.get(name, 0) + 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        last = getattr(spot.node, "lineno", spot.line)
        made.append(Mutant(file=file, name=name + again, number=len(made), lines=(spot.line, last)))
    return tuple(made)


def broken(file: str, number: int) -> ast.Module:
    """The code of the mutant of this number."""
    tree = _parsed(file)
    for position, (_, (_, change)) in enumerate(_all_changes(tree)):
        if position == number:
            change()
            return ast.fix_missing_locations(tree)
    raise LookupError(f"{file} has no mutant {number}")


def _parsed(file: str) -> ast.Module:
    return ast.parse((LAW / file).read_text(encoding="utf-8"))


def _all_changes(tree: ast.Module) -> Iterator[tuple[Spot, Change]]:
    for spot in list(_spots(tree, "", 1)):
        for change in _changes(spot):
            yield spot, change


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).split("\n")[0]
    return text if len(text) <= 90 else f"{text[:87]}..."


def _spots(node: ast.AST, inside: str, line: int) -> Iterator[Spot]:
    for field, value in ast.iter_fields(node):
        if (type(node), field) in _UNREAD:
            continue
        listed = isinstance(value, list)
        for index, child in enumerate(value if listed else [value]):
            if not isinstance(child, ast.AST) or _is_unread(node, field, child):
                continue
            within, start = inside, line
            if isinstance(child, ast.stmt):
                start = child.lineno
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                within = f"{inside}.{child.name}".removeprefix(".")
            yield Spot(
                node=child,
                parent=node,
                field=field,
                index=index if listed else None,
                inside=within,
                line=start,
            )
            yield from _spots(child, within, start)


def _is_unread(parent: ast.AST, field: str, child: ast.AST) -> bool:
    match child:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef(decorator_list=[ast.Name(id="overload")]):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _UNREAD_NAMES:
            return True
        case ast.keyword(arg=name) if name in _WORDING:
            return True
        case ast.JoinedStr():
            return " " in ast.unparse(child)
        case ast.Import() | ast.ImportFrom() | ast.alias():
            return True
    if field == "decorator_list":
        return not (isinstance(child, ast.Call) and _is_called(child, "rule"))
    # What a fact is called where nobody knows it.
    return isinstance(parent, ast.Call) and _is_called(parent, "known") and child in parent.args[1:]


def _is_called(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == name


def _changes(spot: Spot) -> Iterator[Change]:
    node = spot.node
    match node:
        case ast.Compare():
            yield from _of_comparison(node)
        case ast.BoolOp():
            swap = ast.Or if isinstance(node.op, ast.And) else ast.And
            yield f"{_kind(node.op)} to {swap.__name__}", lambda: setattr(node, "op", swap())
            if len(node.values) == 2:
                for each in node.values:
                    yield f"only {_shown(each)}", lambda e=each: spot.put(e)
            else:
                yield from _without_each(node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            name = "bool" if isinstance(node.op, ast.Not) else "abs"
            yield f"{_kind(node.op)} dropped", lambda: spot.put(_call(name, node.operand))
        case ast.If() | ast.IfExp() | ast.While():
            yield "never", lambda: setattr(node, "test", ast.Constant(False))
            if not isinstance(node, ast.While):
                yield "always", lambda: setattr(node, "test", ast.Constant(True))
        case ast.comprehension() if node.ifs:
            yield "unfiltered", lambda: node.ifs.clear()
            yield "all filtered out", lambda: node.ifs.append(ast.Constant(False))
        case ast.For():
            yield "loop never", lambda: setattr(node, "iter", ast.Tuple([], ast.Load()))
        case ast.BinOp() | ast.AugAssign() if type(node.op) in _OPERATORS:
            other = _OPERATORS[type(node.op)]
            yield f"{_kind(node.op)} to {other.__name__}", lambda: setattr(node, "op", other())
        case ast.Call():
            yield from _of_call(spot, node)
        case ast.Constant():
            yield from _of_constant(spot, node)
        case ast.Attribute(value=ast.Name(id=kind)) if node.attr in _members(kind):
            members = _members(kind)
            swapped = members[(members.index(node.attr) + 1) % len(members)]
            yield f"to {swapped}", lambda: setattr(node, "attr", swapped)
        case ast.keyword(arg="about", value=ast.Name(id=about)):
            for name in _ABOUT:
                if name != about:
                    members_ = _kinds(name)
                    yield f"about {name}", lambda m=members_: setattr(node, "value", m)
        case ast.Set() | ast.Tuple() | ast.List() if _is_literal(spot, node):
            yield from _without_each(node.elts)
        case ast.Dict() if len(node.keys) > 1:
            yield from _without_each(node.keys, node.values)
        case ast.Match():
            yield from _without_each(node.cases)
        case ast.stmt():
            yield from _of_statement(spot, node)


def _of_comparison(node: ast.Compare) -> Iterator[Change]:
    for index, op in enumerate(node.ops):
        for others in (_NEGATED, _AT_THE_EDGE):
            other = others.get(type(op))
            if other is not None:
                yield (
                    f"{_kind(op)} to {other.__name__}",
                    lambda i=index, o=other: node.ops.__setitem__(i, o()),
                )


def _of_call(spot: Spot, node: ast.Call) -> Iterator[Change]:
    match node.func:
        case ast.Name(id=name) if name in _SWAPPED:
            other = _SWAPPED[name]
            if name == "sorted":
                yield "unsorted", lambda: spot.put(_call("list", *node.args[:1]))
            else:
                yield f"{name} to {other}", lambda: setattr(node, "func", ast.Name(other, ast.Load()))
        case ast.Attribute(value=value, attr=name) if name in _CONVERSIONS and not _is_class(value):
            yield f"without {name}", lambda: spot.put(value)


def _of_constant(spot: Spot, node: ast.Constant) -> Iterator[Change]:
    named = spot.parent.arg if isinstance(spot.parent, ast.keyword) else None
    match node.value:
        case bool() as flag:
            yield f"to {not flag}", lambda: setattr(node, "value", not flag)
        case int() as number if named == "order":
            for other in (_FIRST, _LAST):
                yield f"to {other}", lambda o=other: setattr(node, "value", o)
        case str() as text if named == "gate":
            other_gate = _GATES[(_GATES.index(text) + 1) % len(_GATES)]
            yield f"to {other_gate}", lambda: setattr(node, "value", other_gate)
        case int() | float() as number:
            yield "plus 1", lambda: setattr(node, "value", number + 1)
            yield "minus 1", lambda: setattr(node, "value", number - 1)
        case str() as text if text.isspace():
            yield "emptied", lambda: setattr(node, "value", "")
        case str() as text if not any(map(str.isspace, text)):
            yield "misspelt", lambda: setattr(node, "value", f"{text}x")


def _of_statement(spot: Spot, node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield "to None", lambda: setattr(node, "value", ast.Constant(None))
        case ast.Raise():
            yield "not raised", lambda: spot.put(ast.Pass())
        case ast.Continue():
            yield "to break", lambda: spot.put(ast.Break())
        case ast.Expr():
            yield "dropped", lambda: spot.put(ast.Pass())
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "dropped", lambda: spot.put(ast.Pass())
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Attribute(), *_])]):
            yield "dropped", lambda: spot.put(ast.Pass())
        case ast.AugAssign():
            yield "dropped", lambda: spot.put(ast.Pass())
        case ast.AnnAssign(value=ast.Name(id="UNKNOWN")):
            yield "to None", lambda: setattr(node, "value", ast.Constant(None))


def _without_each(*lists: list[ast.expr] | list[ast.match_case]) -> Iterator[Change]:
    """Each element left out; that of every list at the same place."""
    for index, each in enumerate(lists[0]):
        if each is None:
            continue  # another table is taken in whole
        shown = _shown(each.pattern if isinstance(each, ast.match_case) else each)
        yield f"without {shown}", lambda i=index: [elements.pop(i) for elements in lists]


def _is_literal(spot: Spot, node: ast.Set | ast.Tuple | ast.List) -> bool:
    """A list of constants, not what a name is bound to nor a type's parameters."""
    if isinstance(spot.parent, ast.Subscript) or len(node.elts) < 2:
        return False
    if not isinstance(node, ast.Set) and not isinstance(node.ctx, ast.Load):
        return False
    return all(isinstance(each, ast.Constant | ast.Attribute | ast.Name) for each in node.elts)


def _is_class(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("datetime", "date")


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _kind(op: ast.AST) -> str:
    return type(op).__name__


def _kinds(name: str) -> ast.expr:
    """OUTREACH and the like, whether the file has imported it or not."""
    return ast.parse(f"__import__('dialora.compliance.kinds', fromlist=['x']).{name}", mode="eval").body


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def _members(kind: str) -> Sequence[str]:
    """Of an enumeration that has several."""
    members = _enums().get(kind, ())
    return members if len(members) > 1 else ()


@cache
def _enums() -> Mapping[str, Sequence[str]]:
    """The members of every enumeration of the law and of the nouns below it."""
    found: dict[str, Sequence[str]] = {}
    for path in (*LAW.rglob("*.py"), *(LAW.parent / "domain").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                members = [
                    target.id
                    for each in node.body
                    if isinstance(each, ast.Assign)
                    for target in each.targets
                    if isinstance(target, ast.Name)
                ]
                found[node.name] = members
    return found
