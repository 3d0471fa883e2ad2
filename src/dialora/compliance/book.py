"""The rulebook: its rules, and its dated tables in every edition that was ever in force.

A newer table takes effect on its day; what was decided before is judged again by the tables of its own day.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files

from dialora.compliance.canonical import Plain, digest, plain
from dialora.compliance.countries import parse_countries
from dialora.compliance.holiday_table import parse_holidays
from dialora.compliance.kinds import Kind
from dialora.compliance.limits import parse_limits
from dialora.compliance.phrases import parse_phrases
from dialora.compliance.places import Tables, check_together, parse_npa, parse_recording
from dialora.compliance.rule import RULES, Rule
from dialora.compliance.tables import TableFile, TableInvalid, table_files
from dialora.compliance.windows import parse_windows
from dialora.domain.errors import DialoraError

#: Tables without which nothing is decided.
TABLES = ("countries", "holidays", "limits", "npa", "phrases", "recording", "windows")

#: Where the rulebook that was reviewed is written down, beside the tables.
PINNED = "pinned.json"


class RulebookChanged(DialoraError):
    """The rulebook is not the one that was pinned: a rule or table was lost, added or altered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The rulebook from one day until the next edition."""

    #: The newest table's date, a hash of the tables and one of the rules.
    version: str
    effective_from: date
    tables: Tables
    #: In asking order.
    rules: tuple[Rule, ...]
    #: Those that are about a kind of contact.
    by_kind: Mapping[Kind, tuple[Rule, ...]]
    #: SHA-256 of each table's content by file name.
    hashes: Mapping[str, str]

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.effective_from, time(), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What decisions are made by: every edition, the oldest first."""

    editions: tuple[Edition, ...]

    def at(self, moment: datetime) -> Edition:
        """The edition in force; the oldest for anything before it."""
        editions = self.editions
        if len(editions) == 1:
            return editions[0]
        newer = bisect_right(editions, moment, key=lambda edition: edition.starts)
        return editions[max(newer - 1, 0)]

    def after(self, edition: Edition) -> Edition | None:
        """The one that follows it."""
        following = self.editions.index(edition) + 1
        return self.editions[following] if following < len(self.editions) else None

    def of_tables(self, version: str) -> Edition | None:
        """The edition whose tables a decision of this version was made with, whatever became of the rules."""
        tables = version.partition(".")[0]
        found = [each for each in self.editions if each.version.partition(".")[0] == tables]
        return found[0] if found else None

    @property
    def newest(self) -> Edition:
        return self.editions[-1]

    @property
    def version(self) -> str:
        return self.newest.version

    @property
    def tables(self) -> Tables:
        return self.newest.tables

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.newest.rules


def load_rulebook() -> Rulebook:
    """All tables and every rule of the house, as they were pinned. Raises TableInvalid, RulebookChanged."""
    rulebook = unpinned_rulebook()
    check_pinned(rulebook)
    return rulebook


def unpinned_rulebook() -> Rulebook:
    """The same, reviewed or not: to pin it. Raises TableInvalid."""
    RULES.discover("dialora.compliance.rules")
    return make_rulebook(table_files(), tuple(RULES[name] for name in RULES))


def make_rulebook(tables: Iterable[TableFile], rules: Sequence[Rule]) -> Rulebook:
    """An edition for every day on which a table takes effect. Raises TableInvalid."""
    by_name: dict[str, list[TableFile]] = {name: [] for name in TABLES}
    for file in sorted(tables, key=lambda file: file.effective_from):
        if file.table not in by_name:
            raise TableInvalid(f"nobody reads a table {file.table}")
        by_name[file.table].append(file)
    missing = [name for name in TABLES if not by_name[name]]
    if missing:
        raise TableInvalid(f"the tables {', '.join(missing)} are missing")
    first = max(found[0].effective_from for found in by_name.values())
    days = {file.effective_from for found in by_name.values() for file in found}
    editions = (
        _edition({name: _in_force(found, day) for name, found in by_name.items()}, rules)
        for day in sorted({first, *(day for day in days if day > first)})
    )
    return Rulebook(editions=tuple(editions))


def pinned_form(rulebook: Rulebook) -> str:
    """The rulebook as it is pinned, a line for every part, so that a change shows as a line."""
    edition = rulebook.newest
    hashes = {name: sha for each in rulebook.editions for name, sha in each.hashes.items()}
    form = {"version": edition.version, "rules": _rows(edition.rules), "tables": hashes}
    return json.dumps(plain(form), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def check_pinned(rulebook: Rulebook) -> None:
    """Raises RulebookChanged unless every pinned rule and table is as it was; tables that are newer than the
    pinned ones may be added."""
    file = files("dialora.compliance.rulebook").joinpath(PINNED)
    pinned = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    if not isinstance(pinned, dict) or not _holds(rulebook, pinned):
        raise RulebookChanged(
            "The rules and tables found are not those that were pinned. Where the change is meant,"
            " pin the rulebook again with `dialora rulebook --pin`."
        )


def _holds(rulebook: Rulebook, pinned: Mapping[str, Plain]) -> bool:
    hashes = {name: sha for each in rulebook.editions for name, sha in each.hashes.items()}
    listed = pinned.get("tables")
    if not isinstance(listed, dict) or pinned.get("rules") != plain(_rows(rulebook.newest.rules)):
        return False
    newest = {name.partition(".")[0]: name for name in sorted(listed)}
    added = hashes.keys() - listed.keys()
    return all(hashes.get(name) == sha for name, sha in listed.items()) and all(
        name > newest.get(name.partition(".")[0], "~") for name in added
    )


def _in_force(files_of_a_table: Sequence[TableFile], day: date) -> TableFile:
    return [file for file in files_of_a_table if file.effective_from <= day][-1]


def _edition(tables: Mapping[str, TableFile], rules: Sequence[Rule]) -> Edition:
    parse_phrases(tables["phrases"])
    parsed = Tables(
        recording=parse_recording(tables["recording"]),
        npa=parse_npa(tables["npa"]),
        countries=parse_countries(tables["countries"]),
        windows=parse_windows(tables["windows"]),
        holidays=parse_holidays(tables["holidays"]),
        limits=parse_limits(tables["limits"]),
    )
    ordered = tuple(sorted(rules, key=lambda rule: rule.place))
    hashes = {f"{name}.{tables[name].effective_from}": tables[name].sha256 for name in TABLES}
    newest = max(tables[name].effective_from for name in TABLES)
    return Edition(
        version=f"{newest}+{digest(hashes)[:8]}.{digest(_rows(ordered))[:8]}",
        effective_from=newest,
        tables=check_together(parsed),
        rules=ordered,
        by_kind={kind: tuple(rule for rule in ordered if kind in rule.about) for kind in Kind},
        hashes=hashes,
    )


def _rows(rules: Sequence[Rule]) -> list[Plain]:
    return [
        {
            "rule": rule.name,
            "gate": rule.gate,
            "order": rule.order,
            "about": plain(rule.about),
            "source": rule.source,
        }
        for rule in rules
    ]
