"""Getting a name right: heard, spelled where the ear was not sure, and read back letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.state import Ask, Known, Origin, Person
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.letters import Letter, Spelling, plain
from dialora.dialogue.spoken.spelling import reconciled, spelled
from dialora.dialogue.spoken.words import split, texts
from dialora.dialogue.spoken.yes_no import Reply

#: After so many corrections the name is taken as it is: the business will ask again.
_PATIENCE = 5
#: Heard less surely than this, a name is asked for letter by letter. First names are guessed better than
#: last names, for there are fewer of them: of 40 heard over a telephone none above these was wrong.
_SURE_OF_LAST, _SURE_OF_FIRST = -0.2, -0.3

#: As much like both names, of 100, letters are both, though one was asked for.
_SURELY_BOTH = 80


def heard_name(person: Person, u: Understood, ask: Ask) -> Person:
    """The person after an utterance: a name, letters, or a yes or no to what was read back."""
    if u.spelling:
        return _spelled(person, u, u.spelling, ask)
    if u.name and (u.name_sure or not person.name) and not _echoes(person, u, ask):
        return _said(person, u, u.name, ask)
    if ask is Ask.NAME_RIGHT and person.name:
        if u.reply is Reply.YES:
            return replace(person, confirmed=True)
        if u.reply is Reply.NO:
            return _rejected(person)
    return person


def _echoes(person: Person, u: Understood, ask: Ask) -> bool:
    """ "Yes, Ada Quill" says the name again and is only a yes."""
    same = u.name is not None and u.name.lower() == person.name.lower()
    return same and ask is Ask.NAME_RIGHT and u.reply is not Reply.NO


def _rejected(person: Person) -> Person:
    return replace(
        person, confirmed=False, rejected=(*person.rejected, person.name), mistakes=person.mistakes + 1
    )


# A name that was said


def _said(person: Person, u: Understood, name: str, ask: Ask) -> Person:
    first, _, last = name.partition(" ")
    if not last:
        as_last = _corrects_last(person, u, first, ask)
        first, last = ("", first) if as_last else (first, "")
    if person.name and ask is Ask.NAME_RIGHT:
        person = _rejected(person)

    def known(part: str) -> Known[str]:
        return Known(value=part, origin=Origin.SAID, words=u.text, confidence=u.confidence)

    changed = replace(
        person,
        first=known(first) if first else person.first,
        last=known(last) if last else person.last,
        confirmed=False,
    )
    return replace(changed, first=None, last=None) if changed.name in person.rejected else changed


def _corrects_last(person: Person, u: Understood, part: str, ask: Ask) -> bool:
    """Whether one word alone is the last name: by what was asked, by the words, or by likeness."""
    if ask in (Ask.LAST_NAME, Ask.SPELL_LAST):
        return True
    if ask is Ask.SPELL_FIRST or person.first is None or u.says(Cue.THE_FIRST_NAME):
        return False
    if u.says(Cue.THE_LAST_NAME):
        return True
    return person.last is not None and _like(part, person.last.value) >= _like(part, person.first.value)


# A name that was spelled


def _spelled(person: Person, u: Understood, spelling: Spelling, ask: Ask) -> Person:
    """Letters for the first name, the last, or both; what was heard tells which."""
    if u.name and u.name_sure and " " in u.name:
        person = _said(person, u, u.name, Ask.NAME)
    elif person.name and ask is Ask.NAME_RIGHT and u.reply is not Reply.YES:
        person = _rejected(person)
    parted = _parted(spelling, person, u, ask)
    changed = _with_letters(person, u, parted, exactly=False)
    if changed.name in person.rejected and not _said_too(changed, u, parted):
        # Helped by what was heard it is wrong: then exactly as it was spelled.
        changed = _with_letters(person, u, parted, exactly=True)
    # What is spelled once more was not wrong after all.
    return replace(changed, rejected=tuple(name for name in person.rejected if name != changed.name))


def _said_too(person: Person, u: Understood, parted: tuple[Sequence[Letter], Sequence[Letter]]) -> bool:
    """Whether what was spelled was also said in the same breath: "My name is Ada. A as in …"."""
    spelled_parts = (
        known for known, letters in zip((person.first, person.last), parted, strict=True) if letters
    )
    words = texts(split(u.text))
    return all(known is not None and known.value.lower() in words for known in spelled_parts)


def _with_letters(
    person: Person, u: Understood, parted: tuple[Sequence[Letter], Sequence[Letter]], *, exactly: bool
) -> Person:
    def known(letters: Sequence[Letter], before: Known[str] | None, *, first: bool) -> Known[str] | None:
        if not letters:
            return before
        heard = before.value if before else ""
        value = _cased(reconciled(letters, heard, first=first, exactly=exactly), heard)
        return Known(value=value, origin=Origin.SPELLED, words=u.text) if value else before

    first, last = parted
    return replace(
        person,
        first=known(first, person.first, first=True),
        last=known(last, person.last, first=False),
        confirmed=False,
    )


def _parted(
    spelling: Spelling, person: Person, u: Understood, ask: Ask
) -> tuple[Sequence[Letter], Sequence[Letter]]:
    """The letters of the first name, and those of the last."""
    first = person.first.value if person.first else ""
    last = person.last.value if person.last else ""
    groups, letters = spelling.groups, spelling.letters
    if len(groups) == 2 and (
        not last
        or _like(plain(groups[0]), first) + _like(plain(groups[1]), last) >= _like(plain(letters), last)
    ):
        return groups[0], groups[1]
    if ask is Ask.SPELL_FIRST or (u.says(Cue.THE_FIRST_NAME) and not u.says(Cue.THE_LAST_NAME)):
        return letters, ()
    split_at, both = _best_split(plain(letters), first, last)
    alone = max(_like(plain(letters), last), _like(plain(letters), first))
    last_alone = ask in (Ask.SPELL_LAST, Ask.LAST_NAME) or u.says(Cue.THE_LAST_NAME)
    if first and last and both > max(alone + 10, _SURELY_BOTH if last_alone else 0):
        return letters[:split_at], letters[split_at:]
    if last_alone:
        return (), letters
    if not first or (last and _like(plain(letters), first) > _like(plain(letters), last) + 10):
        return letters, ()
    return (), letters


def _best_split(letters: str, first: str, last: str) -> tuple[int, float]:
    """Where the letters of two names spelled in one go are best parted, and how well."""
    splits = range(2, len(letters) - 1)
    scored = [((_like(letters[:at], first) + _like(letters[at:], last)) / 2, at) for at in splits]
    best = max(scored, default=(0.0, 0))
    return best[1], best[0]


def _cased(letters: str, heard: str) -> str:
    """With the capitals and signs of the word that was heard, where it has the same letters."""
    if "".join(c for c in heard.lower() if c.isalpha()) == letters.lower():
        return heard
    return letters[:1].upper() + letters[1:].lower()


def _like(one: str, other: str) -> float:
    return fuzz.ratio(one.lower(), other.lower())


# Asking


def ask_for_name(turn: Turn, person: Person, *, question: str) -> bool:
    """Ask for whatever is missing of a name. False where it is known and confirmed."""
    if not person.name:
        turn.ask(
            Ask.NAME, "Please tell me your full name once more." if person.mistakes else turn.line(question)
        )
    elif person.confirmed or person.mistakes >= _PATIENCE:
        return False
    elif person.last is None:
        turn.ask(Ask.LAST_NAME, turn.line("ask_last_name"))
    elif person.last.confidence < _SURE_OF_LAST:
        turn.ask(Ask.SPELL_LAST, turn.line("spell_last"))
    elif person.first is None or person.first.confidence < _SURE_OF_FIRST:
        turn.ask(Ask.SPELL_FIRST, turn.line("spell_first"))
    elif person.name in person.rejected:
        ask_to_spell(turn, first=_first_is_next(person))
    else:
        turn.ask(Ask.NAME_RIGHT, f"{read_back(person)} Is that right?")
    return True


def ask_to_spell(turn: Turn, *, first: bool) -> None:
    if first:
        turn.ask(Ask.SPELL_FIRST, turn.line("spell_first"))
    else:
        turn.ask(Ask.SPELL_LAST, turn.line("spell_last"))


def _first_is_next(person: Person) -> bool:
    """Which to spell: the last name is wrong more often; whichever was not spelled yet goes first."""
    first_spelled = person.first is not None and person.first.origin is Origin.SPELLED
    last_spelled = person.last is not None and person.last.origin is Origin.SPELLED
    if first_spelled != last_spelled:
        return last_spelled
    return first_spelled and person.mistakes % 2 == 0


def read_back(person: Person) -> str:
    """I have Ada Quill. That's A, D, A. Then Q, U, I, L, L.

    A sentence for each name: joined by "and", of 20 wrong names read back over a telephone 13 were
    noticed, and 19 so.
    """
    return f"I have {person.name}. That's {'. Then '.join(spelled(part) for part in person.name.split())}."
