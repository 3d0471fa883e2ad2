"""A business may style what its calls must say, leave nothing of it out, and turn nothing of it round."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.call_wording import DEFAULTS, LANGUAGES, OUR_WORDS, CallWords
from dialora.domain.consents import ConsentPurpose
from dialora.domain.errors import InvalidFields
from dialora.domain.wording_rules import LONGEST, LONGEST_CONFIRMATION, Element, check, checklist

ASKS_FOR_MARKETING = (
    "May {seller} call you with offers at the number you are calling from, by an automated system with an"
    " artificial voice? It is not a condition of any purchase, and you can stop it at any time."
)


def styled(language: str, **sentences: str) -> CallWords:
    wording = replace(DEFAULTS[language], **sentences)
    return CallWords(wordings={**DEFAULTS, language: wording})


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_are_complete(language: str) -> None:
    assert check(OUR_WORDS) is OUR_WORDS
    assert all(each.there for each in checklist(OUR_WORDS, language))


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("en", "identification", "Hello! {agent} here, the AI of {seller}. It is about {about}."),
        ("en", "answering", "{seller}, good day. You are speaking with an artificial assistant."),
        ("en", "opt_out_offer", "Say stop or press 9 and we stop calling."),
        ("en", "recorded", "We record and transcribe our calls."),
        (
            "en",
            "recorded_refusable",
            "This call is recorded and transcribed. If you'd rather not be recorded, just say so.",
        ),
        ("en", "recording_question", "Is it all right if we record and transcribe this?"),
        ("en", "ask_continue", "Do you have a minute?"),
        ("en", "opted_out", "You are off our list, and we will not phone you again. Bye."),
        ("es", "identification", "Buenas, {agent}, la IA de {seller}. Es sobre {about}."),
        ("es", "opt_out_offer", "Diga alto o pulse 9 y no llamaremos más."),
        ("es", "opted_out", "Entendido: no le llamaremos más."),
    ],
)
def test_a_sentence_may_be_said_differently(language: str, sentence: str, text: str) -> None:
    words = styled(language, **{sentence: text})
    assert check(words) is words


@pytest.mark.parametrize(
    ("sentence", "text", "why"),
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
        ("answering", "Thanks for calling {seller}.", "an AI calls"),
        ("opt_out_offer", "Have a nice day.", "how calls are stopped"),
        ("opt_out_offer", "Say stop.", "how calls are stopped"),
        ("opt_out_offer", "Stop by at nine.", "how calls are stopped"),
        ("callback_number", "Call us back.", "{number}"),
        ("recorded", "This call is recorded.", "transcribed"),
        ("recorded", "This call is transcribed.", "is recorded"),
        ("recorded_refusable", "This call is recorded and transcribed.", "may refuse"),
        ("recording_question", "We record and transcribe this call.", "a question"),
        ("ask_continue", "x" * (LONGEST + 1), "at most"),
        ("ask_continue", "Is now a bad time?", "a yes means"),
        ("ask_continue", "Now is a good time.", "a question"),
        ("not_now", "Bye.\nBye.", "line breaks"),
        ("not_now", "Bye.\u2028Bye.", "line breaks"),
        ("opted_out", "All right. Goodbye.", "not called again"),
        ("opted_out", "We will call this number again.", "not called again"),
        ("opted_out", f"We won't call again. {'x' * LONGEST_CONFIRMATION}", "at most"),
        ("consent_question", "May {seller} call you?", "at which number"),
    ],
)
def test_what_the_law_wants_said_cannot_be_styled_away(sentence: str, text: str, why: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        check(styled("en", **{sentence: text}))
    assert why in refused.value.wrong[f"/wordings/en/{sentence}"]


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("en", "answering", "{seller}. This is a human. Not an AI."),
        ("en", "answering", "{seller}, no AI: you talk to people here."),
        ("en", "identification", "I'm a real person called {agent}, for {seller}, about {about}, AI."),
        ("en", "identification", "{agent} of {seller}, about {about}. This is not an automated call."),
        ("en", "recorded", "This call is not recorded, nor transcribed."),
        ("en", "not_now", "Then bye, and remember that I am not a robot."),
        ("en", "opt_out_offer", "Never say stop or press nine."),
        ("en", "opt_out_offer", "Don't say stop, don't press nine."),
        ("es", "identification", "Soy una persona real, {agent}, de {seller}, sobre {about}. IA."),
        ("es", "recorded", "La llamada no se graba ni se transcribe."),
        ("es", "answering", "{seller}. No soy una IA."),
    ],
)
def test_no_sentence_says_the_opposite(language: str, sentence: str, text: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        check(styled(language, **{sentence: text}))
    assert set(refused.value.wrong) == {f"/wordings/{language}/{sentence}"}


def test_whoever_asks_for_marketing_calls_asks_for_all_of_it() -> None:
    asks = replace(OUR_WORDS, asks_callers=ConsentPurpose.ANY)
    missing = {each.element for each in checklist(asks, "en") if not each.there}
    assert missing == {Element.MARKETING, Element.NOT_A_CONDITION}
    whole = {each: replace(DEFAULTS[each], consent_question=ASKS_FOR_MARKETING) for each in LANGUAGES}
    with pytest.raises(InvalidFields) as refused:
        check(replace(asks, wordings=whole))
    assert set(refused.value.wrong) == {"/wordings/es/consent_question"}, "English is no Spanish"
