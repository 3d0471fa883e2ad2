"""The rulebook in force: its dated tables and its rules, with a version that changes when either does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from dialora.compliance.canonical import Plain, digest, plain
from dialora.compliance.phrases import parse_phrases
from dialora.compliance.places import Tables, check_together, parse_countries, parse_npa, parse_recording
from dialora.compliance.rule import RULES, Rule
from dialora.compliance.tables import TableFile, TableInvalid, table_files
from dialora.domain.errors import DialoraError

#: Tables without which nothing is decided.
TABLES = ("countries", "npa", "phrases", "recording")

#: Where the rulebook that was reviewed is written down, beside the tables.
PINNED = "pinned.json"


class RulebookChanged(DialoraError):
    """The rulebook is not the one that was pinned: a rule or table was lost, added or altered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What decisions are made by."""

    #: The newest table's date and a hash of everything below.
    version: str
    tables: Tables
    #: In asking order.
    rules: tuple[Rule, ...]
    #: SHA-256 of each table's content by file name.
    hashes: Mapping[str, str]


def load_rulebook() -> Rulebook:
    """The newest tables and every rule of the house, as they were pinned. Raises TableInvalid,
    RulebookChanged."""
    rulebook = unpinned_rulebook()
    check_pinned(rulebook)
    return rulebook


def unpinned_rulebook() -> Rulebook:
    """The same, reviewed or not: to pin it. Raises TableInvalid."""
    RULES.discover("dialora.compliance.rules")
    return make_rulebook(table_files(), tuple(RULES[name] for name in RULES))


def make_rulebook(tables: Mapping[str, TableFile], rules: tuple[Rule, ...]) -> Rulebook:
    """A rulebook of these tables and rules. Raises TableInvalid."""
    missing = [name for name in TABLES if name not in tables]
    if missing:
        raise TableInvalid(f"the tables {', '.join(missing)} are missing")
    parse_phrases(tables["phrases"])
    parsed = Tables(
        recording=parse_recording(tables["recording"]),
        npa=parse_npa(tables["npa"]),
        countries=parse_countries(tables["countries"]),
    )
    ordered = tuple(sorted(rules, key=lambda rule: rule.place))
    hashes = {f"{name}.{tables[name].effective_from}": tables[name].sha256 for name in TABLES}
    newest = max(tables[name].effective_from for name in TABLES)
    return Rulebook(
        version=f"{newest}+{digest([_rows(ordered), hashes])[:12]}",
        tables=check_together(parsed),
        rules=ordered,
        hashes=hashes,
    )


def pinned_form(rulebook: Rulebook) -> str:
    """The rulebook as it is pinned, a line for every part, so that a change shows as a line."""
    form = {"version": rulebook.version, "rules": _rows(rulebook.rules), "tables": rulebook.hashes}
    return json.dumps(plain(form), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def check_pinned(rulebook: Rulebook) -> None:
    """Raises RulebookChanged unless this is the pinned rulebook, rule by rule and table by table."""
    pinned = files("dialora.compliance.rulebook").joinpath(PINNED)
    if not pinned.is_file() or pinned.read_text(encoding="utf-8") != pinned_form(rulebook):
        raise RulebookChanged(
            "The rules and tables found are not those that were pinned. Where the change is meant,"
            " pin the rulebook again with `dialora rulebook --pin`."
        )


def _rows(rules: tuple[Rule, ...]) -> list[Plain]:
    return [{"rule": r.name, "gate": r.gate, "order": r.order, "source": r.source} for r in rules]
