"""Names that are said, and names that are spelled: cleanly, and as a telephone's ear writes them down."""

from __future__ import annotations

import pytest

from dialora.dialogue.spoken.letters import Letter, plain
from dialora.dialogue.spoken.names import bare_name, find_name
from dialora.dialogue.spoken.spelling import find_spelling, reconciled, spelled
from dialora.dialogue.spoken.words import split


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My name is Ada Quill.", "Ada Quill"),
        ("my name is ada quill", "Ada Quill"),
        ("My name's Ada Quill and I'd like a cleaning", "Ada Quill"),
        ("Hi, this is Ada Quill, I'd like to book", "Ada Quill"),
        ("I'm Ada Quill.", "Ada Quill"),
        ("It's Ada Quill, please.", "Ada Quill"),
        ("No, the name is Ada Quinn.", "Ada Quinn"),
        ("Put it under Ada Quill please", "Ada Quill"),
        ("Quill. My name is Quill. Ada Quill.", "Ada Quill"),
        ("First name Ada, last name Quill", "Ada Quill"),
        ("My name is Dr. John McKay", "John McKay"),
        ("My name's Anne-Marie O'Brien", "Anne-Marie O'Brien"),
        ("My name is May Day.", "May Day"),
        ("Ada Quill here.", "Ada Quill"),
    ],
)
def test_a_name_that_was_introduced(said: str, name: str) -> None:
    found = find_name(split(said))
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "said", ["I'm looking for a cleaning", "this is about my bill", "it's urgent", "I'd like a cleaning"]
)
def test_no_name_where_none_was_given(said: str) -> None:
    assert find_name(split(said)) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ada Quill", "Ada Quill"),
        ("um, ada quill.", "Ada Quill"),
        ("Yes, sure, it's Ada Quill.", "Ada Quill"),
        ("Ada. Quill.", "Ada Quill"),
        ("Mark Price", "Mark Price"),
        ("Quill, Ada Quill", "Ada Quill"),
    ],
)
def test_just_the_name_where_it_was_asked_for(said: str, name: str) -> None:
    assert bare_name(split(said)) == name


@pytest.mark.parametrize(
    "said",
    ["Do you take insurance?", "What?", "Why do you need that?", "Thank you.", "never mind", "at four"],
)
def test_a_question_or_a_wish_is_no_name(said: str) -> None:
    assert bare_name(split(said)) is None


def letters_of(text: str) -> str:
    spelling = find_spelling(split(text), expected=True)
    return plain(spelling.letters) if spelling else ""


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("Q U I L L", "quill"),
        ("Q-U-I-L-L.", "quill"),
        ("Q. U. I. L. L.", "quill"),
        ("Q, U, I, L, L.", "quill"),
        ("It's spelled Q-U-I-double L", "quill"),
        ("QUILL", "quill"),
        ("cue you I L L", "quill"),
        ("double u i l l", "will"),
        ("Q as in queen, U as in umbrella, I as in ice, L as in lion, L as in lion.", "quill"),
        ("Q as in queen U as in umbrella I as in ice L as in lion L as in lion", "quill"),
        ("Quebec, Uniform, India, Lima, Lima.", "quill"),
        ("Sure. Quebec Uniform India Lima Lima", "quill"),
        ("X-ray, Alpha, Victor", "xav"),
        ("B as in boy, A, R", "bar"),
    ],
)
def test_letters(said: str, letters: str) -> None:
    assert letters_of(said) == letters


@pytest.mark.parametrize(
    ("heard", "letters"),
    [
        # The word is heard better than its letter.
        ("P as in boy, A as in apple, R as in robert", "bar"),
        ("them as in Mary, A as in Adam, L as in lion", "mal"),
        ("are as in robert, oh as in ocean, you as in uncle", "rou"),
        # A strange word leaves the letter standing.
        ("A as in eden, D as in dog, A as in that", "ada"),
        # What "as in" turns into.
        ("A is an atom, L is in love, B isn't boy", "alb"),
        ("S, S, and Sugar, I, S, and Ice, L, S, and Love", "sil"),
        ("PS and Peter. A is in Adam. T is in tiger.", "pat"),
        ("Hotel, India, Charlie, Hilo, Sierra.", "hicks"),
        ("Lena, India, November", "lin"),
    ],
)
def test_letters_as_the_ear_writes_them(heard: str, letters: str) -> None:
    assert letters_of(heard) == letters


def test_a_letter_that_was_not_understood_keeps_its_place() -> None:
    assert letters_of("Charlie, Alpha, Umbrage, November, Oscar, November") == "ca?non"


def test_two_words_spelled_one_after_the_other_stay_apart() -> None:
    spelling = find_spelling(split("A-D-A, Q-U-I-L-L"))
    assert spelling is not None
    assert [plain(group) for group in spelling.groups] == ["ada", "quill"]


@pytest.mark.parametrize(
    "said", ["I'd like a cleaning", "I am a new patient", "Oscar Mike", "a cleaning as in last time"]
)
def test_ordinary_sentences_spell_nothing(said: str) -> None:
    assert find_spelling(split(said)) is None


def _letters(text: str, *, sure: bool) -> list[Letter]:
    return [Letter(letter, sure) for letter in text]


@pytest.mark.parametrize(
    ("letters", "heard", "name"),
    [
        ("darnes", "Barnes", "barnes"),
        ("quill", "Quil", "quill"),
        ("ca?non", "Cannon", "cannon"),
        ("ca?non", "Keaton", "cannon"),
        ("achary", "Zachary", "zachary"),
        ("elliot", "Elliott", "elliot"),
        ("odonne?", "Odenell", "odonnell"),
        ("alvarbz", "Over", "alvarez"),
        ("mofs", "Ross", "moss"),
        ("smyth", "Smith", "smith"),
    ],
)
def test_the_word_that_was_heard_helps_the_letters(letters: str, heard: str, name: str) -> None:
    assert reconciled(_letters(letters, sure=False), heard, first=False) == name


def test_a_letter_with_its_own_word_does_not_give_way() -> None:
    assert reconciled(_letters("sidney", sure=True), "Sydney", first=True) == "sidney"
    assert reconciled(_letters("smyth", sure=True), "Smith", first=False) == "smyth"
    assert reconciled(_letters("darnes", sure=False), "Barnes", first=False, exactly=True) == "darnes"


@pytest.mark.parametrize(
    ("letters", "heard", "name"),
    [
        ("glria", "Gloria", "gloria"),
        ("pau?", "All", "paul"),
        ("charlef", "Charles", "charles"),
        ("delieelie", "Delia", "delia"),
    ],
)
def test_a_first_name_that_lost_a_letter_is_one_that_people_have(letters: str, heard: str, name: str) -> None:
    assert reconciled(_letters(letters, sure=False), heard, first=True) == name


@pytest.mark.parametrize(("letters", "heard"), [("kwame", "Quame"), ("priya", "Prea"), ("imani", "money")])
def test_a_name_that_no_census_knows_stays_as_it_was_spelled(letters: str, heard: str) -> None:
    assert reconciled(_letters(letters, sure=True), heard, first=True) == letters


def test_letters_are_read_back_one_by_one() -> None:
    assert spelled("O'Hara") == "O, H, A, R, A"
