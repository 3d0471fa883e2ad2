"""What people say when they want to be left alone, not to be recorded, or agree.

False friends ("don't stop", "stop by the office") are blanked out first, then the phrases are looked for,
then the words around a find may weaken it. Source: 47 CFR 64.1200(a)(10): any reasonable manner counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from dialora.compliance.tables import Row, TableFile, TableInvalid, rows_of, table_files

SETS = (
    "stop",
    "not_stop",
    "stop_alone",
    "no_recording",
    "recording_fine",
    "yes",
    "yes_alone",
    "no",
    "polite",
)
LANGUAGES = ("en", "es")

#: What a blanked-out phrase leaves behind: no word, and nothing matches across it.
_BLANK = " ~ "
_TILDE_OF_N = "̃"


class Wish(IntEnum):
    """How clearly somebody asks not to be called any more."""

    NONE = 0
    #: A limit ("not before nine") or a question ("how do I opt out?"): ask once; no answer counts as a stop.
    DOUBT = 1
    STOP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guard:
    """Words around a phrase that weaken it."""

    before: bool
    means: Wish
    pattern: re.Pattern[str]
    #: The phrases it weakens.
    of: re.Pattern[str]

    def weakens(self, text: str, found: re.Match[str]) -> bool:
        around = text[: found.start()].rstrip() if self.before else text[found.end() :].rstrip()
        return bool(self.of.search(found[0]) and self.pattern.search(around))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of one language."""

    sets: Mapping[str, re.Pattern[str]]
    guards: tuple[_Guard, ...]


def opts_out(text: str, language: str, *, offered: bool = False) -> bool:
    """Whether this clearly says "stop calling". A lone "stop" counts only where that was `offered`."""
    return stop_wish(text, language, offered=offered) is Wish.STOP


def stop_wish(text: str, language: str, *, offered: bool = False) -> Wish:
    """How clearly this asks not to be called any more."""
    return max(_stop_wish(text, phrases, offered) for phrases in _of(language))


def refuses_recording(text: str, language: str) -> bool:
    """Whether this says that the call may not be recorded."""
    for phrases in _of(language):
        masked = phrases.sets["recording_fine"].sub(_BLANK, normalise(text))
        finds = phrases.sets["no_recording"].finditer(masked)
        if any(_weight(masked, found, phrases.guards) is Wish.STOP for found in finds):
            return True
    return False


def says_yes(text: str, language: str) -> bool | None:
    """The answer to "may we record?": an active yes, a no, or None where it is neither.

    Anything that holds a no is a no; an "okay" counts only when nothing else is said with it.
    """
    answers = {_says_yes(text, phrases) for phrases in _of(language)}
    if False in answers:
        return False
    return True if True in answers else None


def normalise(text: str) -> str:
    """Words only: case, accents, apostrophes and punctuation gone, ñ kept."""
    folded: list[str] = []
    for letter in unicodedata.normalize("NFD", text.casefold()):
        if letter in "'’‘`´":
            continue
        if letter == _TILDE_OF_N and folded and folded[-1] == "n":
            folded[-1] = "ñ"
        elif not unicodedata.combining(letter):
            folded.append(letter if letter.isalnum() else " ")
    return " ".join("".join(folded).split())


def _stop_wish(text: str, phrases: Phrases, offered: bool) -> Wish:
    said = normalise(text)
    if offered and phrases.sets["stop_alone"].fullmatch(said):
        return Wish.STOP
    masked = phrases.sets["not_stop"].sub(_BLANK, said)
    finds = phrases.sets["stop"].finditer(masked)
    return max((_weight(masked, found, phrases.guards) for found in finds), default=Wish.NONE)


def _weight(text: str, found: re.Match[str], guards: Iterable[_Guard]) -> Wish:
    return min((guard.means for guard in guards if guard.weakens(text, found)), default=Wish.STOP)


def _says_yes(text: str, phrases: Phrases) -> bool | None:
    said = normalise(text)
    first = re.match(r"[^.!?,;]*\?", text)
    if not said or (first and phrases.sets["yes"].fullmatch(normalise(first[0]))):
        return None
    rest = phrases.sets["yes"].sub(" + ", said)
    if phrases.sets["no"].search(rest):
        return False
    if phrases.sets["polite"].sub(" ", rest).split()[:1] == ["+"]:
        return True
    weak = phrases.sets["polite"].sub(" ", phrases.sets["yes_alone"].sub(" + ", rest)).split()
    return True if set(weak) == {"+"} else None


@cache
def _all() -> Mapping[str, Phrases]:
    files = [file for file in table_files() if file.table == "phrases"]
    if not files:
        raise TableInvalid("the table phrases is missing")
    # The newest at once: to know one more way to say "stop" before its day harms nobody.
    return parse_phrases(files[-1])


def _of(language: str) -> tuple[Phrases, ...]:
    """The phrases of a language by its BCP 47 tag; of all languages where it is one we do not know."""
    known = _all()
    primary = language.split("-")[0].lower()
    return (known[primary],) if primary in known else tuple(known.values())


def parse_phrases(file: TableFile) -> Mapping[str, Phrases]:
    """The phrases by language. Raises TableInvalid."""
    sets: dict[tuple[str, str], re.Pattern[str]] = {}
    for row in rows_of(file, "sets"):
        name, language = row.one_of("name", {n: n for n in SETS}), _language(row)
        row.text("source")
        row.confidence()
        if (name, language) in sets:
            raise TableInvalid(f"{row.where} repeats {name} in {language}")
        sets[name, language] = _any_of(row)
    guards = [(_language(row), _guard(row)) for row in rows_of(file, "guards")]
    missing = [(n, lang) for n in SETS for lang in LANGUAGES if (n, lang) not in sets]
    if missing:
        raise TableInvalid(f"the table phrases lacks {missing}")
    return {
        language: Phrases(
            sets={name: sets[name, language] for name in SETS},
            guards=tuple(guard for of, guard in guards if of == language),
        )
        for language in LANGUAGES
    }


def _language(row: Row) -> str:
    return row.one_of("language", {language: language for language in LANGUAGES})


def _any_of(row: Row) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first, on whole words.

    A false friend that is a request ("call me back") is none after a "don't".
    """
    words = sorted({normalise(phrase) for phrase in row.texts("phrases")}, key=lambda w: (-len(w), w))
    if not all(words):
        raise TableInvalid(f"{row.where} holds a phrase without words")
    negation = r"(?<!\bdont )(?<!\bdo not )(?<!\bnever )" if row.text("name") == "not_stop" else ""
    return re.compile(rf"{negation}(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _guard(row: Row) -> _Guard:
    row.text("name")
    try:
        return _Guard(
            before=row.one_of("side", {"before": True, "after": False}),
            means=row.one_of("means", {"none": Wish.NONE, "doubt": Wish.DOUBT}),
            pattern=re.compile(row.text("pattern")),
            of=re.compile(row.optional_text("of") or ""),
        )
    except re.error as error:
        raise TableInvalid(f"{row.where} holds a pattern that is none: {error}") from None
