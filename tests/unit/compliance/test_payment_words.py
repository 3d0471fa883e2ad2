"""When recorder and transcript pause for a card, and when they do not."""

from __future__ import annotations

import pytest

from dialora.compliance.payment_words import goes_on_paying, speaks_of_payment


@pytest.mark.parametrize(
    "text",
    [
        "Can I pay by card?",
        "My card number is",
        "I'll use my Visa",
        "it's 4111 1111 1111 1111",
        "four one one one one one one one one one one one one one one one",
        "The security code is on the back",
        "What is the expiration date?",
        "Quiero pagar con tarjeta",
        "El número de mi tarjeta es",
        "cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno",
    ],
)
def test_a_card_is_spoken_of(text: str) -> None:
    assert speaks_of_payment(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would like a cleaning on Thursday at three",
        "My number is 212 555 0147",
        "Do you take credit cards?",
        "¿Aceptan tarjetas de crédito?",
        "He sent me a birthday card",
        "How much does it cost?",
    ],
)
def test_no_card_is_spoken_of(text: str) -> None:
    assert not speaks_of_payment(text)


@pytest.mark.parametrize(
    "text", ["123", "and the code is 1 2 3", "zero four twenty nine 2029", "my card again"]
)
def test_digits_may_still_belong_to_a_card(text: str) -> None:
    assert goes_on_paying(text)


@pytest.mark.parametrize("text", ["Thank you", "At 3 please", ""])
def test_other_words_do_not(text: str) -> None:
    assert not goes_on_paying(text)


ENGLISH = "zero oh one two three four five six seven eight nine"
SPANISH = "cero uno dos tres cuatro cinco seis siete ocho nueve"


@pytest.mark.parametrize("word", [*ENGLISH.split(), *SPANISH.split()])
def test_a_card_is_read_out_in_words(word: str) -> None:
    """Twelve digits are more than any telephone number as people say it; three may be a security code."""
    assert speaks_of_payment(f"it is {' '.join([word] * 12)}")
    assert not speaks_of_payment(f"it is {' '.join([word] * 11)}")
    assert goes_on_paying(f"and {word} {word} {word}")
    assert not goes_on_paying(f"and {word} {word}")


def test_digits_count_however_they_are_written() -> None:
    assert speaks_of_payment("4111 1111 1111")
    assert not speaks_of_payment("4111 1111 111")
    assert speaks_of_payment("4111 eleven one one one one 1111")
    assert goes_on_paying("it ends in 123")
    assert not goes_on_paying("twelve, that is 12")
