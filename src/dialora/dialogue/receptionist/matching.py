"""Which service, and which of the owner's answers, a caller means: by words, by sound, by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from dialora.dialogue.meaning import Meaning
from dialora.dialogue.spoken.words import Found, Words, listed, split, texts
from dialora.domain.agents import Answer, Business, OfferedService

#: How alike two spellings must be (0 to 100); a little less where a service was asked for.
_ALIKE, _ALIKE_WHEN_ASKED = 86.0, 74.0
#: Two services this close to each other are both possible.
_TIE = 4.0
#: How close in meaning a question must be to one the owner foresaw.
_MEANT = 0.56

#: Words that say nothing about what a question is about.
_EMPTY = frozenset(
    listed(
        """
        a an the i you he she we they it me my your is are was were be do does did can could will
        would should may have has what when where who why how which there here to for of in on at by
        with from and or but if so am this that these those please know tell get take give go come
        see any some one also about ever just not no yes hello hi um uh okay ok well like want need
        us our them their his her its as too then than been being had let make made much many more
        most very really right now
        """
    )
)
#: Words too common to name a service by themselves, whatever they sound like.
_NEVER_SERVICES = _EMPTY | frozenset(
    {"book", "call", "cost", "open", "time", "name", "day", "hours", "service"}
)


@dataclass(frozen=True, slots=True)
class _Heard:
    service: OfferedService
    score: float
    start: int
    end: int


def find_services(words: Words, business: Business, *, asked: bool = False) -> list[Found[OfferedService]]:
    """The services that were named, the likeliest first; more than one where the words fit several."""
    heard = [best for service in business.services if (best := _best_of(words, service, asked))]
    heard.sort(key=lambda each: (each.score, each.end - each.start), reverse=True)
    found: list[Found[OfferedService]] = []
    for each in heard:
        rivals = [other for other in found if other.start < each.end and each.start < other.end]
        if rivals and each.score < heard[0].score - _TIE:
            continue
        if any(other.end - other.start > each.end - each.start for other in rivals):
            continue
        found.append(Found(each.service, each.start, each.end, each.score >= 99.0))
    return found


def _best_of(words: Words, service: OfferedService, asked: bool) -> _Heard | None:
    least = _ALIKE_WHEN_ASKED if asked else _ALIKE
    best: _Heard | None = None
    for name in (service.name, *service.also_called):
        spoken = texts(split(name))
        for start, end in _windows(len(words), len(spoken)):
            said = texts(words[start:end])
            if all(word in _NEVER_SERVICES for word in said) and said != spoken:
                continue
            score = _alike(said, spoken)
            if score >= least and (
                best is None or (score, end - start) > (best.score, best.end - best.start)
            ):
                best = _Heard(service, score, start, end)
    return best


def _windows(length: int, size: int) -> Iterator[tuple[int, int]]:
    """A name may be heard as a word less or one or two more: "clean in" is "cleaning"."""
    for width in (size, size + 1, size + 2, size - 1):
        for start in range(length - width + 1 if width > 0 else 0):
            yield start, start + width


def _alike(said: Sequence[str], spoken: Sequence[str]) -> float:
    """Compared without spaces, and by stems: "cleaned" is like "cleaning". Different first letters cost."""
    if list(said) == list(spoken):
        return 100.0
    plain, wanted = "".join(said), "".join(spoken)
    if len(wanted) <= 4:
        return 99.0 if plain in (wanted, wanted + "s") else 0.0
    if len(said) == len(spoken) and [_stem(word) for word in said] == [_stem(word) for word in spoken]:
        return 99.0
    return fuzz.ratio(plain, wanted)


def _stem(word: str) -> str:
    """Without the ending, where enough is left."""
    short = re.sub(r"(?:ings?|ed|es|s|e)$", "", word)
    return short if len(short) >= 3 else word


def find_answer(words: Words, business: Business, meaning: Meaning, *, question: bool) -> Answer | None:
    """The owner's answer to what was asked, or nothing where it is not surely one of them."""
    by_words = _by_words(words, business.answers, question=question)
    if by_words is not None or not question:
        return by_words
    ways = [(answer, way) for answer in business.answers for way in (answer.topic, *answer.questions)]
    scores = meaning.closeness(" ".join(texts(words)), [way for _, way in ways])
    best = max(zip(scores, ways, strict=True), key=lambda each: each[0], default=None)
    return best[1][0] if best and best[0] >= _MEANT else None


def _by_words(words: Words, answers: Sequence[Answer], *, question: bool) -> Answer | None:
    """All the telling words of a question the owner foresaw, or in a question the topic itself."""
    said = _telling(words)
    best: tuple[float, Answer] | None = None
    for answer in answers:
        for way in answer.questions:
            wanted = _telling(split(way))
            if wanted and wanted <= said and (question or len(wanted) >= 2 or len(said) <= len(wanted) + 1):
                best = max(best or (0.0, answer), (len(wanted) + 0.5, answer), key=lambda each: each[0])
        topic = _telling(split(answer.topic))
        if topic and topic <= said and (question or len(said) <= len(topic) + 1):
            best = max(best or (0.0, answer), (float(len(topic)), answer), key=lambda each: each[0])
    return best[1] if best else None


def _telling(words: Words) -> set[str]:
    return {_stem(word) for word in texts(words) if word not in _EMPTY}
