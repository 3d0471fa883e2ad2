"""A business may style what its calls say first, and leave nothing of it out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.errors import InvalidFields
from dialora.domain.outbound_wording import DEFAULTS, LONGEST, check


@pytest.mark.parametrize("language", sorted(DEFAULTS))
def test_our_own_words_are_complete(language: str) -> None:
    assert check(DEFAULTS[language], language) is DEFAULTS[language]


def test_a_sentence_may_be_said_differently() -> None:
    styled = replace(
        DEFAULTS["en"], identification="Hello! {agent} here, the AI of {seller}. It is about {about}."
    )
    assert check(styled, "en") is styled


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("identification", "", "cannot be left out"),
        ("identification", "  ", "cannot be left out"),
        ("identification", "Hi, an AI for {seller}, about {about}.", "{agent}"),
        ("identification", "Hi, {agent}, an AI, about {about}.", "{seller}"),
        ("identification", "Hi, {agent}, an AI for {seller}.", "{about}"),
        ("identification", "Hi, this is {agent} for {seller}, about {about}.", "an AI calls"),
        # A business that is called AI does not say by its name that a machine speaks.
        ("identification", "Hi, this is {agent} for {seller}, about {about} {AI}.", "no slot"),
        ("identification", "Hi, {agent}, an AI for {seller}, about {about} }.", "Braces"),
        ("opt_out_offer", "Have a nice day.", "how calls are stopped"),
        ("opt_out_offer", "Say stop.", "how calls are stopped"),
        ("callback_number", "Call us back.", "{number}"),
        ("ask_continue", "x" * (LONGEST + 1), "at most"),
        ("not_now", "Bye.\nBye.", "line breaks"),
    ],
)
def test_what_the_law_wants_said_cannot_be_styled_away(field: str, text: str, why: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        check(replace(DEFAULTS["en"], **{field: text}), "en")
    assert why in refused.value.wrong[f"/{field}"]
