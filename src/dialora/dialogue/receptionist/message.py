"""Taking a message: what, from whom, and where to call back; all of it read back before it is passed on."""

from __future__ import annotations

from dataclasses import replace

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.naming import ask_for_name, heard_name
from dialora.dialogue.receptionist.state import Ask, Known, Note, Origin
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.phone_numbers import digit_by_digit, phone_number, region_of
from dialora.dialogue.spoken.words import says
from dialora.dialogue.spoken.yes_no import Reply

#: The questions of this task besides those for a name.
ASKS = frozenset(
    {
        *(
            Ask.MESSAGE_WANTED,
            Ask.MESSAGE_TEXT,
            Ask.PHONE_SAME,
            Ask.PHONE,
            Ask.PHONE_RIGHT,
            Ask.MESSAGE_RIGHT,
        ),
    }
)
#: More digits than this are not a number any more.
_MOST_DIGITS = 15
#: Words of a message that only introduce it.
_OPENERS = ("leave a message", "take a message", "leave you a message", "pass on a message")
#: Shorter than this is no message yet: "I'd like to leave a message for them".
_SHORTEST = 11


def begin(turn: Turn, u: Understood | None = None, *, about: str = "") -> None:
    """Start a message. `about` is what it is about, where that was said already."""
    text = about or (_message_in(u) if u else "")
    note = Note(person=turn.state.person)
    if text:
        note = replace(note, text=Known(value=text, origin=Origin.SAID, words=text))
    if u:
        note = replace(note, person=heard_name(note.person, u, turn.state.ask))
    turn.know(note=note, booking=None)
    go_on(turn)


def _message_in(u: Understood) -> str:
    """The message, where the sentence that asks for one already holds it: "tell them I'll be late"."""
    if says(u.words, *_OPENERS) or u.says(Cue.PERSON):
        return ""
    return u.text if len(u.words) >= _SHORTEST or says(u.words, "tell", "let", "ask") else ""


async def hear(turn: Turn, u: Understood) -> bool:
    """Take what was said and go on. False where none of it was about the message."""
    ask, note = turn.state.ask, turn.state.note or Note(person=turn.state.person)
    if u.says(Cue.DROP) and not u.says(Cue.NO_NUMBER) and ask is not Ask.MESSAGE_TEXT:
        turn.know(note=None)
        turn.tell("dropped_message")
        turn.ask(Ask.MORE, turn.line("ask_more"))
        return True
    if ask is Ask.MESSAGE_TEXT:
        return _take_text(turn, u, note)
    if ask in (Ask.PHONE, Ask.PHONE_SAME, Ask.PHONE_RIGHT):
        return _take_phone(turn, u, note)
    if ask is Ask.MESSAGE_RIGHT:
        return await _confirm(turn, u, note)
    person = heard_name(note.person, u, ask)
    if person == note.person:
        return False
    turn.know(note=replace(note, person=person))
    go_on(turn)
    return True


def _take_text(turn: Turn, u: Understood, note: Note) -> bool:
    if len(u.words) < 2 and (u.reply or u.says(Cue.HELLO)):
        return False
    turn.know(note=replace(note, text=Known(value=u.text, origin=Origin.SAID, words=u.text)))
    go_on(turn)
    return True


def _take_phone(turn: Turn, u: Understood, note: Note) -> bool:
    ask = turn.state.ask
    if u.says(Cue.NO_NUMBER):
        turn.know(note=replace(note, no_phone=True, phone=None))
        go_on(turn)
        return True
    if u.digits:
        return _take_digits(turn, u, note)
    if u.reply is Reply.YES and note.phone:
        turn.know(note=replace(note, phone_confirmed=True))
        go_on(turn)
        return True
    if u.reply is Reply.NO and ask is not Ask.PHONE:
        turn.know(note=replace(note, phone=None, digits=""))
        turn.ask(Ask.PHONE, turn.line("ask_phone"))
        return True
    return False


def _take_digits(turn: Turn, u: Understood, note: Note) -> bool:
    """A number may come in pieces; it is read back digit by digit once it is whole."""
    fresh = turn.state.ask is not Ask.PHONE
    digits = u.digits if fresh or len(u.digits) >= 10 else note.digits + u.digits
    number = phone_number(digits, region_of(turn.caller))
    if number:
        known = Known(value=number, origin=Origin.SAID, words=u.text)
        turn.know(note=replace(note, phone=known, phone_confirmed=False, digits=""))
        turn.ask(Ask.PHONE_RIGHT, f"That's {digit_by_digit(number)}. Is that right?")
    elif len(digits.lstrip("+")) >= _MOST_DIGITS:
        turn.know(note=replace(note, digits=""))
        turn.ask(Ask.PHONE, "That's too long for a phone number. Could you give it to me once more?")
    else:
        turn.know(note=replace(note, digits=digits))
        turn.ask(Ask.PHONE, f"I have {' '.join(digits)} so far. What comes after that?")
    return True


def go_on(turn: Turn) -> None:
    """The next thing that is missing, or the whole read back."""
    note = turn.state.note or Note(person=turn.state.person)
    if note.text is None:
        turn.ask(Ask.MESSAGE_TEXT, turn.line("ask_message"))
        return
    turn.know(person=note.person)
    if ask_for_name(turn, note.person, question="ask_message_name"):
        return
    if note.phone is None and not note.no_phone:
        _ask_for_phone(turn, note)
        return
    name = note.person.name
    number = f", at {digit_by_digit(note.phone.value)}" if note.phone else ""
    turn.say(f"So the message is: {note.text.value.rstrip('.?!')}.")
    turn.ask(Ask.MESSAGE_RIGHT, f"It's from {name}{number}. Shall I pass it on?")


def _ask_for_phone(turn: Turn, note: Note) -> None:
    if turn.caller is None or turn.state.ask in (Ask.PHONE_SAME, Ask.PHONE_RIGHT):
        turn.ask(Ask.PHONE, turn.line("ask_phone"))
        return
    known = Known(value=turn.caller, origin=Origin.CALLER_ID)
    turn.know(note=replace(note, phone=known))
    number = digit_by_digit(turn.caller)
    turn.ask(Ask.PHONE_SAME, f"Can they reach you at the number you're calling from, {number}?")


async def _confirm(turn: Turn, u: Understood, note: Note) -> bool:
    person = heard_name(note.person, u, turn.state.ask) if u.name_sure or u.spelling else note.person
    if person != note.person:
        turn.know(note=replace(note, person=person))
        go_on(turn)
    elif u.digits:
        return _take_digits(turn, u, note)
    elif u.reply is Reply.YES:
        await _pass_on(turn, note)
    elif u.says(Cue.THE_NUMBER):
        turn.know(note=replace(note, phone=None))
        turn.ask(Ask.PHONE, turn.line("ask_phone"))
    elif u.says(Cue.THE_NAME, Cue.THE_FIRST_NAME, Cue.THE_LAST_NAME):
        turn.ask(Ask.SPELL_LAST, turn.line("spell_last"))
    elif u.reply is Reply.NO:
        turn.tell("sorry")
        turn.ask(Ask.MESSAGE_TEXT, "What should the message say instead?")
    else:
        return False
    return True


async def _pass_on(turn: Turn, note: Note) -> None:
    """The one place where a message is kept. It is said to be only if it is."""
    name = note.person.name
    phone = note.phone.value.e164 if note.phone else None
    text = note.text.value if note.text else ""
    result = await turn.use("take_message", {"text": text, "name": name, "phone": phone})
    if result.ok:
        turn.know(note=None)
        turn.came_of_it(f"Message from {name}")
        turn.say("Your message is saved, and I'll see that they get it.", to_the_end=True)
        turn.ask(Ask.MORE, turn.line("ask_more"))
    else:
        turn.tell("no_message")
        turn.ask(Ask.MESSAGE_RIGHT, "Shall I try once more?")
