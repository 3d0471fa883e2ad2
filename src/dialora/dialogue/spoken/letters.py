"""Single letters in speech: their names, and runs of them: "Q U I L L", "Q-U-I-L-L", "double L"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialora.dialogue.spoken.words import Words, at

#: How a letter's name is written down when it is heard as a word.
NAMES = {
    "ay": "a", "eh": "a", "bee": "b", "be": "b", "see": "c", "sea": "c", "cee": "c", "dee": "d", "ee": "e",
    "eff": "f", "ef": "f", "gee": "g", "jee": "g", "aitch": "h", "haitch": "h", "eye": "i", "jay": "j",
    "kay": "k", "okay": "k", "el": "l", "ell": "l", "elle": "l", "em": "m", "en": "n", "an": "n",
    "oh": "o", "owe": "o", "pee": "p", "pea": "p", "cue": "q", "queue": "q", "kew": "q", "are": "r",
    "ar": "r", "ess": "s", "es": "s", "tee": "t", "tea": "t", "you": "u", "yew": "u", "vee": "v",
    "ve": "v", "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z", "zet": "z",
}  # fmt: skip
_WORDY = frozenset({"i", "a", "an", "are", "be", "you", "see", "why", "oh", "okay", "en", "es"})
DOUBLES = {"double": 2, "triple": 3}
#: "B as in boy" here and there among bare letters; believed only where the word begins with the letter.
_EXAMPLE_LINKS = (("as", "in"), ("like", "in"), ("is", "in"), ("like",), ("for",), ("as",), ("in",), ("is",))
BETWEEN = frozenset({"and", "then", "dash", "uh", "um", "space", "that", "is", "capital"})
#: Letters whose names rhyme or blur on a telephone.
_RHYMES = (
    *(frozenset("bcdegptvz"), frozenset("mn"), frozenset("fsx"), frozenset("ahjk")),
    *(frozenset("iy"), frozenset("qu")),
)
#: Stands for a letter that was said and not understood.
UNHEARD = "?"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it was spelled."""

    #: Lower case; UNHEARD where it was said but not understood.
    text: str
    #: Said with a word of its own: not to be mistaken for another.
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """Letters in the groups in which they were spoken, and where: [start, end) of the words."""

    groups: tuple[tuple[Letter, ...], ...]
    start: int
    end: int

    @property
    def letters(self) -> tuple[Letter, ...]:
        return tuple(letter for group in self.groups for letter in group)


def plain(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def rhyme(one: str, other: str) -> bool:
    """Whether two letters are easily taken for one another on a telephone."""
    return any(one in alike and other in alike for alike in _RHYMES)


def runs(words: Words, expected: bool) -> Iterator[Spelling]:
    index = 0
    while index < len(words):
        run = _run(words, index, expected)
        if run and len(run.letters) > 1:
            yield run
        index = run.end if run else index + 1


def _run(words: Words, start: int, expected: bool) -> Spelling | None:
    """The letters from here on. Each chunk between two pauses is a list of what its words gave."""
    chunks: list[list[str]] = [[]]
    index = end = start
    while index < len(words):
        running = expected or index > start
        if chunks[0] and words[index].text in BETWEEN and _letter(words, index + 1, True):
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
    return Spelling(tuple(tuple(map(Letter, group)) for group in groups), start, end) if groups else None


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
    """The letter at this word, where it ends, and whether a pause closes its chunk."""
    times = 1
    if at(words, index) in DOUBLES and at(words, index + 1) not in ("u", "you"):
        times = DOUBLES[at(words, index)]
    start = index + (times > 1)
    letter, end = _named(words, start, running)
    if not letter:
        return None
    if example := _past_example(words, end, letter):
        return letter * times, example, False
    after = words[end - 1].after
    hyphens_end = after == "" and index > 0 and words[index - 1].after == "-"
    return letter * times, end, after in (",", ".", ";") or hyphens_end


def _named(words: Words, index: int, running: bool) -> tuple[str, int]:
    word = at(words, index)
    if word == "w" or (word == "double" and at(words, index + 1) in ("u", "you")):
        return "w", index + (1 if word == "w" else 2)
    if len(word) == 1 and word.isalpha():
        return word, index + 1
    if running and word in NAMES and (word not in _WORDY or _near_letter(words, index)):
        return NAMES[word], index + 1
    if _all_capitals(words, index) and (running or _near_letter(words, index)):
        return word, index + 1
    return "", index


def _past_example(words: Words, index: int, letter: str) -> int | None:
    """Where an example ends that follows a bare letter here and there: "B as in boy, A, R"."""
    for link in _EXAMPLE_LINKS:
        after = index + len(link)
        if tuple(at(words, index + step) for step in range(len(link))) != link:
            continue
        example = at(words, after)
        if len(example) > 1 and example.startswith(letter[0]):
            return after + 1
    return None


def _all_capitals(words: Words, index: int) -> bool:
    """The ear sometimes writes a spelled word as one: "QUILL"."""
    said = words[index].said if index < len(words) else ""
    return 2 <= len(said) <= 12 and said.isalpha() and said.isupper() and said not in ("OK", "AM", "PM", "TV")


def _near_letter(words: Words, index: int) -> bool:
    """Whether a neighbour is a single letter, so that a word like "you" can be one."""
    return any(len(at(words, near)) == 1 and at(words, near).isalpha() for near in (index - 1, index + 1))
