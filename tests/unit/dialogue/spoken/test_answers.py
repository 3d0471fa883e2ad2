"""Yes and no, choices, and telephone numbers."""

from __future__ import annotations

import pytest

from dialora.dialogue.spoken.choices import Choice, chosen, find_choice
from dialora.dialogue.spoken.phone_numbers import digit_by_digit, find_digits, phone_number, region_of
from dialora.dialogue.spoken.words import split
from dialora.dialogue.spoken.yes_no import Reply, yes_or_no
from dialora.domain.phone import PhoneNumber


@pytest.mark.parametrize(
    "said",
    [
        "Yes", "yes please", "Yeah.", "Yep", "Yup, that's it", "Sure", "Sure, go ahead.", "Okay", "OK",
        "Of course", "That's right.", "that is correct", "Correct.", "Right.", "Exactly", "Absolutely",
        "Perfect", "Sounds good.", "That works for me", "Please do", "I think so", "Uh, yes", "Mhm",
        "uh-huh", "Fine", "Yes, but at four", "No, that's right.", "Alright", "You got it",
        "That would be great", "definitely", "Yes, that's me.",
    ],
)  # fmt: skip
def test_yes(said: str) -> None:
    assert yes_or_no(split(said), asked=True) is Reply.YES


@pytest.mark.parametrize(
    "said",
    [
        "No", "No.", "nope", "Nah", "No thanks", "no, at four", "That's not right.", "That's wrong",
        "Not really", "I don't think so", "No, it's not", "incorrect", "Not quite", "No, the name is Ada",
        "Absolutely not", "no thank you, that's all", "Nothing else", "that's all", "know", "negative",
        "you got that wrong",
    ],
)  # fmt: skip
def test_no(said: str) -> None:
    assert yes_or_no(split(said), asked=True) is Reply.NO


@pytest.mark.parametrize("said", ["I'm not sure", "I don't know", "Thursday", "what time?", "Thank you"])
def test_neither(said: str) -> None:
    assert yes_or_no(split(said), asked=True) is None


def test_right_after_two_is_no_yes_where_none_was_asked_for() -> None:
    assert yes_or_no(split("right after two")) is None


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("the first one", Choice.FIRST),
        ("the second", Choice.SECOND),
        ("the last one please", Choice.LAST),
        ("the earliest", Choice.EARLIEST),
        ("the later one", Choice.LATEST),
        ("do you have anything later", Choice.LATER),
        ("something earlier", Choice.EARLIER),
        ("something else", Choice.OTHER),
        ("either is fine", Choice.ANY),
    ],
)
def test_choices(said: str, choice: Choice) -> None:
    found = find_choice(split(said))
    assert found is not None
    assert found.value is choice


def test_the_third_of_two_is_none_of_them() -> None:
    assert chosen(Choice.THIRD, 2) is None
    assert chosen(Choice.LAST, 2) == 1


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("2125550123", "2125550123"),
        ("two one two five five five oh one two three", "2125550123"),
        ("area code 212, 555 0 1 double 2", "2125550122"),
        ("It's 2 1 2, 5 5 5, 0 1 2 3.", "2125550123"),
        ("(212) 555-0123", "2125550123"),
        ("+1 212 555 0123", "+12125550123"),
        ("twenty one two, triple five, oh one oh nine", "2125550109"),
        ("212 555 to one for five", "2125552145"),
    ],
)
def test_digits(said: str, digits: str) -> None:
    found = find_digits(split(said))
    assert found is not None
    assert found.value == digits


@pytest.mark.parametrize("said", ["at 3 30", "on November 26", "nineteen eighty", "two or three"])
def test_few_digits_are_no_telephone_number(said: str) -> None:
    assert find_digits(split(said)) is None


def test_digits_become_a_number_of_the_callers_country() -> None:
    assert phone_number("2125550123", "US") == PhoneNumber("+12125550123")
    assert phone_number("5550123", "US") is None
    assert region_of(PhoneNumber("+442079460123")) == "GB"
    assert phone_number("02079460123", "GB") == PhoneNumber("+442079460123")


def test_a_number_is_read_back_digit_by_digit() -> None:
    assert digit_by_digit(PhoneNumber("+12125550123")) == "2 1 2, 5 5 5, 0 1 2 3"
