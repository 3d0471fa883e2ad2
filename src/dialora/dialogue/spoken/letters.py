"""Spelled words: "Q U I L L", "Q-U-I-L-L", "Q as in queen, U as in umbrella", "double L"."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.dialogue.spoken.words import Word, Words, at

#: How a letter's name is written down when it is heard as a word.
_NAMES = {
    "ay": "a", "eh": "a", "bee": "b", "be": "b", "see": "c", "sea": "c", "cee": "c", "dee": "d", "ee": "e",
    "eff": "f", "ef": "f", "gee": "g", "jee": "g", "aitch": "h", "haitch": "h", "eye": "i", "jay": "j",
    "kay": "k", "okay": "k", "el": "l", "ell": "l", "elle": "l", "em": "m", "en": "n", "an": "n",
    "oh": "o", "owe": "o", "pee": "p", "pea": "p", "cue": "q", "queue": "q", "kew": "q", "are": "r",
    "ar": "r", "ess": "s", "es": "s", "tee": "t", "tea": "t", "you": "u", "yew": "u", "vee": "v",
    "ve": "v", "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z", "zet": "z",
}  # fmt: skip
_WORDY = frozenset({"i", "a", "an", "are", "be", "you", "see", "why", "oh", "okay", "en", "es"})
_DOUBLES = {"double": 2, "triple": 3}
#: "as in", "like in", "for": what stands between a letter and its word.
_AS_IN = (("as", "in"), ("like", "in"), ("is", "in"), ("as", "and"), ("like",), ("for",), ("as",), ("in",))
_BETWEEN = frozenset({"and", "then", "dash", "uh", "um", "space", "that", "is", "capital"})
#: As many other words may stand between two spelled words: "and my last name is".
_NEAR = 5
#: Letters whose names rhyme or blur on a telephone.
_RHYMES = (
    frozenset("bcdegptvz"),
    frozenset("mn"),
    frozenset("fsx"),
    frozenset("aehjk"),
    frozenset("iy"),
    frozenset("qu"),
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Letters in the groups in which they were spoken, and where: [start, end) of the words."""

    groups: tuple[str, ...]
    start: int
    end: int

    @property
    def letters(self) -> str:
        return "".join(self.groups)


def find_spelling(words: Words, *, expected: bool = False) -> Spelling | None:
    """The letters that were spelled: at least three, or two where spelling was asked for.

    Runs with a word between them belong together: "Ada, A D A, Quill, Q U I L L".
    """
    runs: list[Spelling] = []
    index = 0
    while index < len(words):
        run = _run(words, index, expected)
        if run and len(run.letters) > 1:
            runs.append(run)
        index = run.end if run else index + 1
    whole: Spelling | None = None
    for run in runs:
        near = whole is not None and run.start - whole.end <= _NEAR
        whole = Spelling((*whole.groups, *run.groups), whole.start, run.end) if whole and near else run
    return whole if whole and len(whole.letters) >= (2 if expected else 3) else None


def _run(words: Words, start: int, expected: bool) -> Spelling | None:
    groups: list[str] = []
    group = ""
    index = end = start
    while index < len(words):
        if group and words[index].text in _BETWEEN and _letter(words, index + 1, True):
            index += 1
            groups, group = [*groups, group], ""
            continue
        read = _letter(words, index, expected or bool(group) or bool(groups))
        if read is None:
            break
        letters, index, closed = read
        group += letters
        end = index
        if closed:
            groups, group = [*groups, group], ""
    if group:
        groups.append(group)
    merged = _merged(groups)
    return Spelling(merged, start, end) if merged else None


def _merged(groups: list[str]) -> tuple[str, ...]:
    """Whisper closes a group after each letter ("Q. U. I."): groups of one letter are one word."""
    if all(len(group) == 1 for group in groups):
        return ("".join(groups),) if groups else ()
    merged: list[str] = []
    for group in groups:
        if merged and (len(group) == 1 or len(merged[-1]) == 1):
            merged[-1] += group
        else:
            merged.append(group)
    return tuple(merged)


def _letter(words: Words, index: int, running: bool) -> tuple[str, int, bool] | None:
    """The letter at this word, where it ends, and whether a pause closes its group."""
    times = 1
    if at(words, index) in _DOUBLES and at(words, index + 1) not in ("u", "you"):
        times = _DOUBLES[at(words, index)]
    letter, end = _named(words, index + (times > 1), running)
    if not letter:
        return None
    example_end = _past_example(words, end, letter)
    after = words[end - 1].after
    hyphens_end = after == "" and index > 0 and words[index - 1].after == "-"
    pause = after in (",", ".", ";") or hyphens_end
    return letter * times, example_end, pause and example_end == end


def _named(words: Words, index: int, running: bool) -> tuple[str, int]:
    word = at(words, index)
    if word == "w" or (word == "double" and at(words, index + 1) in ("u", "you")):
        return "w", index + (1 if word == "w" else 2)
    if len(word) == 1 and word.isalpha():
        return word, index + 1
    if running and word in _NAMES and (word not in _WORDY or _near_letter(words, index)):
        return _NAMES[word], index + 1
    if _all_capitals(words, index) and (running or _near_letter(words, index)):
        return word, index + 1
    return "", index


def _all_capitals(words: Words, index: int) -> bool:
    """The ear sometimes writes a spelled word as one: "QUILL"."""
    said = words[index].said if index < len(words) else ""
    return 2 <= len(said) <= 12 and said.isalpha() and said.isupper() and said not in ("OK", "AM", "PM", "TV")


def _near_letter(words: Words, index: int) -> bool:
    """Whether a neighbour is a single letter, so that a word like "you" can be one."""
    return any(len(at(words, near)) == 1 and at(words, near).isalpha() for near in (index - 1, index + 1))


def _past_example(words: Words, index: int, letter: str) -> int:
    """Where "as in queen" ends, if the word begins with the letter."""
    for link in _AS_IN:
        after = index + len(link)
        if tuple(at(words, index + step) for step in range(len(link))) != link:
            continue
        example = at(words, after)
        if len(example) > 1 and example.startswith(letter[0]):
            return after + 1
    return index


def spelled(letters: str) -> str:
    """A word letter by letter, as it is read back: "Q, U, I, L, L"."""
    return ", ".join(letter.upper() for letter in letters if letter.isalnum())


def reconciled(letters: str, heard: str) -> str:
    """Spelled letters with the help of the word that was heard.

    Where a spelled letter differs from the heard one and the two rhyme ("B" and "D"), the word is believed:
    a word is heard better than a single letter. Anything else the caller spelled stands.
    """
    heard = heard.lower()
    if len(letters) != len(heard):
        return letters
    return "".join(
        known if known != said and any(known in rhyme and said in rhyme for rhyme in _RHYMES) else said
        for said, known in zip(letters, heard, strict=True)
    )


def as_word(word: Word) -> str:
    """A name with its capital: "quill" is Quill, "o'brien" is O'Brien, "McKay" stays as it was written."""
    said = word.said
    if any(letter.isupper() for letter in said[1:]) and not said.isupper():
        return said
    return "'".join(part[:1].upper() + part[1:].lower() for part in said.split("'"))
