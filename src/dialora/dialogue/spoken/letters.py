"""Spelled words: "Q U I L L", "Q-U-I-L-L", "Q as in queen, U as in umbrella", "double L"."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.dialogue.spoken.words import Word, Words, at, listed

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
#: What stands between a letter and its word, and what the ear makes of "as in".
_AS_IN = (
    ("as", "in"),
    ("like", "in"),
    ("is", "in"),
    ("as", "an"),
    ("is", "not"),
    ("as", "and"),
    ("has", "in"),
)
#: These may mean something else: believed only where the word begins with the letter.
_PERHAPS_AS_IN = (("like",), ("for",), ("as",), ("in",), ("is",))
#: Words that begin with the sound of one letter and are written with another: there the letter is believed.
_SAME_SOUND = (
    frozenset("ckqs"),
    frozenset("gj"),
    frozenset("fp"),
    frozenset("xz"),
    frozenset("uy"),
    frozenset("ei"),
)
#: The alphabet of radio operators (ICAO Annex 10).
_RADIO = frozenset(
    listed(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike
        november oscar papa quebec romeo sierra tango uniform victor whiskey whisky yankee zulu
        """
    )
)
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
    """The letters from here on. Each chunk between two pauses is a list of what its words gave."""
    chunks: list[list[str]] = [[]]
    index = end = start
    while index < len(words):
        running = expected or index > start
        if chunks[0] and words[index].text in _BETWEEN and _letter(words, index + 1, True):
            index += 1
            chunks.append([])
            continue
        read = _letter(words, index, running)
        if read is None:
            break
        letters, index, paused = read
        chunks[-1].append(letters)
        end = index
        if paused:
            chunks.append([])
    groups = _groups([chunk for chunk in chunks if chunk])
    return Spelling(groups, start, end) if groups else None


def _groups(chunks: list[list[str]]) -> tuple[str, ...]:
    """Pauses between single letters ("Q. U. I.") do not part words, pauses between longer chunks do."""
    if not chunks:
        return ()
    if sum(len(chunk) == 1 for chunk in chunks) >= 2:
        return ("".join(letters for chunk in chunks for letters in chunk),)
    groups: list[str] = []
    for chunk in chunks:
        if groups and (len(chunk) == 1 or len(groups[-1]) == 1):
            groups[-1] += "".join(chunk)
        else:
            groups.append("".join(chunk))
    return tuple(groups)


def _letter(words: Words, index: int, running: bool) -> tuple[str, int, bool] | None:
    """The letter at this word, where it ends, and whether a pause closes its group."""
    times = 1
    if at(words, index) in _DOUBLES and at(words, index + 1) not in ("u", "you"):
        times = _DOUBLES[at(words, index)]
    start = index + (times > 1)
    if example := _with_example(words, start):
        return example[0] * times, example[1], False
    if at(words, start) in _RADIO and (running or at(words, start + 1) in _RADIO):
        return at(words, start)[0] * times, start + 1, False
    letter, end = _named(words, start, running)
    if not letter:
        return None
    after = words[end - 1].after
    hyphens_end = after == "" and index > 0 and words[index - 1].after == "-"
    return letter * times, end, after in (",", ".", ";") or hyphens_end


def _with_example(words: Words, index: int) -> tuple[str, int] | None:
    """ "Q as in queen". The word is heard better than the letter, so where they differ it is believed."""
    letter, end = _named(words, index, running=True)
    end = end if letter else index + 1
    for link in (*_AS_IN, *_PERHAPS_AS_IN):
        after = end + len(link)
        if tuple(at(words, end + step) for step in range(len(link))) != link:
            continue
        example = at(words, after)
        if example == "x" and at(words, after + 1) == "ray":
            return "x", after + 2
        if len(example) < 2 or not example.isalpha():
            continue
        if letter and (example[0] == letter or any({example[0], letter} <= same for same in _SAME_SOUND)):
            return letter, after + 1
        if link in _AS_IN and (letter or len(at(words, index)) <= 3):
            return example[0], after + 1
    return None


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
