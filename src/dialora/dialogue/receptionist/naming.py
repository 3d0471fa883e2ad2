"""Getting a name right: heard, read back letter by letter, and spelled by the caller where it was wrong."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.state import Ask, Known, Origin, Person
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.letters import reconciled, spelled
from dialora.dialogue.spoken.yes_no import Reply

#: After so many corrections the name is taken as it is: the business will ask again.
_PATIENCE = 4


def heard_name(person: Person, u: Understood, ask: Ask) -> Person:
    """The person after an utterance: a name, letters, or a yes to what was read back."""
    if u.spelling:
        return _spelled(person, u, ask)
    if u.name and (u.name_sure or person.name is None) and not _echoes(person, u, ask):
        return _said(person, u, ask)
    if ask is Ask.NAME_RIGHT and person.name:
        if u.reply is Reply.YES:
            return replace(person, confirmed=True)
        if u.reply is Reply.NO:
            return _rejected(person)
    return person


def _echoes(person: Person, u: Understood, ask: Ask) -> bool:
    """ "Yes, Ada Quill" says the name again and is only a yes."""
    same = person.name is not None and u.name is not None and u.name.lower() == person.name.value.lower()
    return same and ask is Ask.NAME_RIGHT and u.reply is not Reply.NO


def _said(person: Person, u: Understood, ask: Ask) -> Person:
    name = u.name or ""
    if ask is Ask.LAST_NAME and person.name and " " not in name:
        name = f"{person.first} {name}"
    elif ask in (Ask.SPELL_LAST, Ask.SPELL_FIRST) and person.name:
        name = _with_part(person, name, last=ask is Ask.SPELL_LAST)
    elif person.name and " " in person.name.value and " " not in name:
        # "No, Quill": which of the two names is corrected is told by likeness, or by the words.
        last = u.says(Cue.THE_LAST_NAME) or (
            not u.says(Cue.THE_FIRST_NAME) and _like(name, person.last) >= _like(name, person.first)
        )
        name = _with_part(person, name, last=last)
    if name in person.rejected:
        return replace(person, name=None, confirmed=False)
    wrong = (
        _rejected(person) if person.name and person.name.value != name and ask is Ask.NAME_RIGHT else person
    )
    return replace(wrong, name=Known(value=name, origin=Origin.SAID, words=u.text), confirmed=False)


def _with_part(person: Person, part: str, *, last: bool) -> str:
    if " " in part:
        return part
    return f"{person.first} {part}" if last else f"{part} {person.last}".strip()


def _rejected(person: Person) -> Person:
    if person.name is None:
        return person
    return replace(
        person,
        confirmed=False,
        rejected=(*person.rejected, person.name.value),
        mistakes=person.mistakes + 1,
    )


def _spelled(person: Person, u: Understood, ask: Ask) -> Person:
    """Letters for the first name, the last, or both; the name that was heard tells which."""
    spelling = u.spelling
    if spelling is None:
        return person
    heard = u.name if u.name and u.name_sure and " " in u.name else (person.name.value if person.name else "")
    if person.name and ask is Ask.NAME_RIGHT and u.reply is not Reply.YES:
        person = _rejected(person)
    first, _, last = heard.partition(" ")
    parts = _parted(spelling.groups, first, last, u, ask)
    whole = " ".join(part for part in parts if part)
    if whole in person.rejected:
        # Helped by what was heard it is wrong: then exactly as it was spelled.
        parts = _parted(spelling.groups, first, last, u, ask, exactly=True)
        whole = " ".join(part for part in parts if part)
    # What is spelled once more was not wrong after all.
    rejected = tuple(name for name in person.rejected if name != whole)
    name = Known(value=whole, origin=Origin.SPELLED, words=u.text)
    return replace(person, name=name, rejected=rejected, confirmed=False)


def _parted(
    groups: tuple[str, ...], first: str, last: str, u: Understood, ask: Ask, *, exactly: bool = False
) -> tuple[str, str]:
    """First and last name from what was spelled and what was heard before."""

    def written(letters: str, heard: str) -> str:
        best = letters if exactly else reconciled(letters, heard)
        return _cased(best, heard)

    letters = "".join(groups)
    if len(groups) == 2 and not last:
        return written(groups[0], first), written(groups[1], "")
    if len(groups) == 2 and _like(groups[0], first) + _like(groups[1], last) >= _like(letters, last):
        return written(groups[0], first), written(groups[1], last)
    if ask is Ask.SPELL_FIRST or (u.says(Cue.THE_FIRST_NAME) and not u.says(Cue.THE_LAST_NAME)):
        return written(letters, first), last
    split_at, both = _best_split(letters, first, last)
    if last and both > max(_like(letters, last), _like(letters, first)) + 10:
        return written(letters[:split_at], first), written(letters[split_at:], last)
    if ask is Ask.SPELL_LAST or u.says(Cue.THE_LAST_NAME):
        return first, written(letters, last)
    if not first or _like(letters, first) > _like(letters, last) + 10:
        return written(letters, first), last
    return first, written(letters, last)


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


def read_back(person: Person) -> str:
    """I have Ada Quill: A, D, A, then Q, U, I, L, L."""
    name = person.name.value if person.name else ""
    return f"I have {name}. That's {', '.join(spelled(part) for part in name.split())}."


def ask_for_name(turn: Turn, person: Person, *, question: str) -> bool:
    """Ask for whatever is missing of a name. False where it is known and confirmed."""
    if person.name is None:
        if person.mistakes:
            turn.ask(Ask.NAME, "Please tell me your full name once more.")
        else:
            turn.ask(Ask.NAME, turn.line(question))
        return True
    if " " not in person.name.value and person.name.origin is not Origin.SPELLED and not person.confirmed:
        turn.ask(Ask.LAST_NAME, turn.line("ask_last_name"))
        return True
    if person.confirmed or person.mistakes >= _PATIENCE:
        return False
    if person.name.value in person.rejected:
        _ask_to_spell(turn, person)
        return True
    turn.ask(Ask.NAME_RIGHT, f"{read_back(person)} Is that right?")
    return True


def _ask_to_spell(turn: Turn, person: Person) -> None:
    """The last name first: it is wrong more often. Spelled once already, it is the first name's turn."""
    first = person.name is not None and person.name.origin is Origin.SPELLED and person.mistakes % 2 == 0
    if first:
        turn.ask(Ask.SPELL_FIRST, turn.line("spell_first"))
    else:
        turn.ask(Ask.SPELL_LAST, turn.line("spell_last"))
