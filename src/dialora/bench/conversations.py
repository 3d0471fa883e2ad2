"""What callers and agents say in the measured database: put together from parts, so that some words are in
every call, some in a few, and names in hardly any."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_VARIANTS = 2_000


def _names(line: str) -> list[str]:
    return line.split()


_FIRST = _names(
    "Ada Ben Cora Dina Eli Fay Gus Hana Ian Jo Kim Leo Mia Ned Ola Pia Quin Rae Sam Tess Uma Vic Wes Xena"
    " Yara Zoe Abel Bea Cal Dora Emil Fern Gil Hope Ivo June Kit Luz Max Nell Otto Pam Rex Sue Tom Una Val"
)
_LAST = _names(
    "Quill Example Sample Archer Barlow Calder Denholm Eastley Farrow Garland Hollis Ingram Jessop Kettle"
    " Lorimer Marlow Norwood Oakes Penrose Quarry Radley Selwyn Thorley Upton Vance Wexford Yardley Ash Birch"
    " Cove Dell Elm Firth Glen Heath Isle Knoll Lea Moss Nash Orr Pike Reed Shaw Trent Vale Wold York"
)
_SERVICES = ("cleaning", "checkup", "whitening", "filling", "crown", "consultation", "fitting", "repair")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_TOPICS = (
    ("invoice", "The amount on the invoice is not what we agreed."),
    ("parking", "Is there a place to leave a wheelchair van near the door?"),
    ("insurance", "My insurance has changed and the card has a new number."),
    ("prescription", "The pharmacy says they never received the prescription."),
    ("gift voucher", "I would like to buy a voucher for my neighbor."),
    ("lost umbrella", "I think I left a green umbrella in the waiting room."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was said, and what came of it."""

    name: str
    lines: tuple[tuple[str, str], ...]
    outcome: str
    books: bool
    #: Empty where none was left.
    message: str


def conversations(draw: random.Random) -> Iterator[Conversation]:
    for _ in range(_VARIANTS):
        name = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
        yield _booking(draw, name) if draw.random() < 0.5 else _question(draw, name)


def _booking(draw: random.Random, name: str) -> Conversation:
    service, day, hour = draw.choice(_SERVICES), draw.choice(_DAYS), draw.randint(8, 16)
    lines = (
        (f"Hi, I would like to book a {service}.", "Sure. Which day would suit you best?"),
        (f"Could it be {day}?", f"On {day} I have {hour} or {hour + 1} o'clock. Which do you prefer?"),
        (f"{hour} is good.", "May I have your first and last name?"),
        (f"{name}.", f"A {service} for {name} on {day} at {hour}. Is that right?"),
        ("Yes, thank you, that's right.", "It is booked. Is there anything else I can do for you?"),
        ("No, that was all. Goodbye.", "Thank you for calling. Goodbye."),
    )
    return Conversation(
        name=name, lines=lines, outcome=f"Booked {service}, {day} {hour}:00", books=True, message=""
    )


def _question(draw: random.Random, name: str) -> Conversation:
    (topic, words), leaves = draw.choice(_TOPICS), draw.random() < 0.3
    lines = (
        (f"Hello, I have a question about my {topic}.", "Of course. What would you like to know?"),
        (words, "I cannot answer that myself. May I take a message, so that somebody calls you back?"),
        ("Yes, please." if leaves else "No, I will try again later.", "May I have your name?"),
        (f"{name}.", "Thank you. Is there anything else I can do for you?"),
        ("No. Goodbye.", "Thank you for calling. Goodbye."),
    )
    outcome = f"Wants a call back about {topic}" if leaves else f"Asked about {topic}"
    return Conversation(name=name, lines=lines, outcome=outcome, books=False, message=words if leaves else "")
