"""Letters each said with a word: "Q as in queen", "Quebec Uniform India", and what the ear makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialora.dialogue.spoken.example_words import RADIO, example_letter, radio_letter
from dialora.dialogue.spoken.letters import BETWEEN, DOUBLES, NAMES, UNHEARD, Letter, Spelling, rhyme, runs
from dialora.dialogue.spoken.words import Words, at, listed, texts

#: What stands between a letter and its word, and what the ear makes of "as in".
_AS_IN = (
    *(("as", "in"), ("like", "in"), ("is", "in"), ("as", "an"), ("is", "not"), ("as", "and"), ("has", "in")),
    *(
        ("is", "an"),
        ("is", "a"),
        ("as", "a"),
        ("was", "in"),
        ("as", "it"),
        ("is", "and"),
        ("s", "and"),
        ("s", "in"),
    ),
)
#: The forms that hardly ever mean anything else.
_SURELY = _AS_IN[:7]
#: What is said before the letters.
_LEAD_INS = frozenset(
    listed(
        """
        sure yes yeah okay ok that is it so um uh well of course my last first name spelled the no please
        thanks thank you
        """
    )
)


def links(words: Words) -> int:
    """How often "as in" was said."""
    return sum(_link_at(words, index, _SURELY) > 0 for index in range(1, len(words)))


def is_dictated(words: Words) -> bool:
    """Whether letters with words were surely given, though nobody asked for them."""
    return links(words) >= 2 or sum(word.text in RADIO for word in words) >= 3


def _link_at(words: Words, index: int, links: Sequence[tuple[str, ...]] = _AS_IN) -> int:
    """How many words of "as in", or of what it turned into, stand here."""
    return next(
        (len(link) for link in links if tuple(at(words, index + step) for step in range(len(link))) == link),
        0,
    )


def with_words(words: Words) -> Spelling | None:
    """Every letter with "as in …", or in radio words. What is not understood in between is UNHEARD."""
    start = 0
    while (
        start < len(words) - 1 and words[start].text in _LEAD_INS and not _link_at(words, start + 1, _SURELY)
    ):
        start += 1
    rest = words[start:]
    linked = sum(_link_at(rest, index) > 0 for index in range(1, len(rest)))
    if sum(word.text in RADIO for word in rest) >= 2 and linked < 2:
        letters = [_by_radio(chunk) for chunk in _single_words(rest)]
    elif linked >= 2 or (linked == 1 and len(rest) <= 5):
        letters = [letter for chunk in _chunks(rest) for letter in _by_example(chunk)]
    else:
        return None
    if letters and words[-1].after == ",":
        # A comma at the end: something followed that was not written down.
        letters.append(Letter(UNHEARD))
    return Spelling((tuple(letters),), start, len(words)) if letters else None


def _single_words(words: Words) -> Iterator[Words]:
    index = 0
    while index < len(words):
        size = 2 if (at(words, index), at(words, index + 1)) in (("x", "ray"), ("fox", "trot")) else 1
        if words[index].text not in ("and", "then", "uh", "um"):
            yield words[index : index + size]
        index += size


def _by_radio(chunk: Words) -> Letter:
    word = "".join(texts(chunk))
    if len(word) == 1 and word.isalpha():
        return Letter(word)
    letter = radio_letter(word, among_others=True)
    return Letter(letter, word in RADIO) if letter else Letter(UNHEARD)


def _chunks(words: Words) -> Iterator[Words]:
    """The words between pauses; where no pause was written, a chunk begins one word before "as in"."""
    linked: set[int] = set()
    for index in range(1, len(words)):
        if size := _link_at(words, index):
            # Also the word after the link: "S, and Sugar" has a pause in its midst.
            linked |= set(range(index, index + size + 1))
    begin = 0
    for index in range(1, len(words)):
        paused = words[index - 1].after in (",", ".", ";", "?", "!") and index not in linked
        has_link = any(_link_at(words, step, _SURELY) for step in range(begin + 1, index))
        if paused or (has_link and _link_at(words, index + 1, _SURELY)):
            yield words[begin:index]
            begin = index
    yield words[begin:]


def _by_example(chunk: Words) -> list[Letter]:
    """The letter of one chunk, "Q as in queen"; of bare letters several."""
    for index in range(len(chunk)):
        size = _link_at(chunk, index)
        if size and index + size < len(chunk):
            return [_resolved(chunk[:index], chunk[index + size :])]
    if len(chunk) > 1 and (told := example_letter(chunk[-1].text)) and told[1]:
        # "PS and Peter" is all that was left of "P as in Peter".
        return [Letter(told[0], True)]
    bare = [letter for run in runs(chunk, True) for letter in run.letters]
    if bare:
        return bare
    return [] if all(word.text in _LEAD_INS or word.text in BETWEEN for word in chunk) else [Letter(UNHEARD)]


def _resolved(before: Words, example: Words) -> Letter:
    """A known word is believed over the letter, for words are heard better, the letter over a strange one."""
    times = next((DOUBLES[word.text] for word in before if word.text in DOUBLES), 1)
    said = at(before, len(before) - 1)
    letter = said if len(said) == 1 and said.isalpha() else NAMES.get(said, "")
    word = "".join(texts(example[:2])) if at(example, 0) == "x" else at(example, 0)
    told = example_letter(word)
    if told and (told[1] or not letter or (told[0] == word[0] and rhyme(letter, told[0]))):
        return Letter(told[0] * times, told[1] or told[0] == letter)
    if letter:
        # "B as in biolin" is as likely to have been V.
        doubtful = told is not None and told[0] != letter and rhyme(letter, told[0])
        fits = len(word) > 1 and letter in (word[:1], told[0] if told else "")
        return Letter(letter * times, fits and not doubtful)
    return Letter(word[0] * times) if len(word) > 1 else Letter(UNHEARD)
