"""What counts as "stop", as "don't record" and as a yes."""

from __future__ import annotations

import pytest

from dialora.compliance.phrases import Wish, normalise, opts_out, refuses_recording, says_yes, stop_wish

STOP_EN = [
    "Stop calling me.",
    "Don’t call me.",
    "I said DON'T CALL AGAIN!",
    "Please take me off your list.",
    "take me off the list",
    "Can you stop calling me?",
    "will you stop calling",
    "Stop calling me now.",
    "Remove me from your list today.",
    "Stop calling my mother!",
    "Put me on your do-not-call list, please.",
    "I'd like to be removed.",
    "Please don't call me back.",
    "do not call this number",
    "I don't want to hear from you",
    "We'll stop by the office on Friday, and don't call again.",
    "Don't stop talking. I mean stop calling me.",
    "Remove me from the Tuesday slot, and take my number off.",
    "How many times do I have to say stop calling?",
    "unsubscribe me",
    "lose my number",
    "Don't call me at this number.",
]
STOP_ES = [
    "No me llame más.",
    "¡No me llamen!",
    "Quíteme de la lista",
    "por favor borren mi numero",
    "No vuelvan a llamar, gracias",
    "Ya no me hablen",
    "no me llamo Juan y no me llamen",
]
HARMLESS_EN = [
    "Don't stop.",
    "don't stop calling",
    "I'll stop by the shop.",
    "Can you stop at the corner?",
    "Where is the bus stop?",
    "Cancel my appointment.",
    "cancel my order please",
    "Call me back tomorrow.",
    "Take me off the Tuesday list and put me on Wednesday.",
    "Remove me from the waiting list.",
    "Remove me from the Thursday list.",
    "Take me off the list for Friday.",
    "Don't call me sir.",
    "I never said stop calling.",
    "I didn't ask you to stop calling.",
    "When did you stop calling people?",
    "Did you lose my number?",
    "don't hang up",
    "I don't want to opt out.",
    "Am I on the do not call list?",
    "I'd like to book a cleaning.",
    "",
]
HARMLESS_ES = [
    "No me llamo Pedro.",
    "No me llame señor.",
    "No dejen de llamarme.",
    "Quíteme de la lista del martes.",
    "quíteme de la lista de espera",
    "cancelar mi cita",
    "Estoy de baja.",
    "¿Por qué dejaron de llamar?",
]
DOUBTFUL = [
    ("Don't call me before nine.", "en"),
    ("don't call back today", "en"),
    ("Do not call me tomorrow", "en"),
    ("Stop calling me at night.", "en"),
    ("Don't call us on Sundays.", "en"),
    ("How do I opt out?", "en"),
    ("What happens if I say stop calling?", "en"),
    ("Don't call me an amateur.", "en"),
    ("Remove me from the newsletter.", "en"),
    ("No me llame antes de las nueve.", "es"),
    ("No me llame mañana.", "es"),
    ("¿Cómo puedo darme de baja?", "es"),
]


@pytest.mark.parametrize("text", STOP_EN)
def test_a_clear_stop_is_heard_in_english(text: str) -> None:
    assert opts_out(text, "en-US")


@pytest.mark.parametrize("text", STOP_ES)
def test_a_clear_stop_is_heard_in_spanish(text: str) -> None:
    assert opts_out(text, "es-PR")


@pytest.mark.parametrize("text", HARMLESS_EN)
def test_false_friends_are_not_a_stop_in_english(text: str) -> None:
    assert stop_wish(text, "en") is Wish.NONE


@pytest.mark.parametrize("text", HARMLESS_ES)
def test_false_friends_are_not_a_stop_in_spanish(text: str) -> None:
    assert stop_wish(text, "es") is Wish.NONE


@pytest.mark.parametrize(("text", "language"), DOUBTFUL)
def test_a_limit_or_a_question_is_asked_about_before_it_is_a_stop(text: str, language: str) -> None:
    assert stop_wish(text, language) is Wish.DOUBT
    assert not opts_out(text, language)


@pytest.mark.parametrize(("text", "language"), [("Stop.", "en"), ("stop please", "en"), ("¡Basta!", "es")])
def test_a_lone_stop_counts_only_where_it_was_offered(text: str, language: str) -> None:
    assert not opts_out(text, language)
    assert opts_out(text, language, offered=True)


def test_an_unknown_language_is_understood_in_all_we_know() -> None:
    assert opts_out("stop calling me", "fr")
    assert opts_out("no me llamen más", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "Don't record this.",
        "I'd rather not be recorded.",
        "Please turn off the recording.",
        "Stop recording me!",
        "I do not consent to being recorded",
        "You can't record me.",
        "No recording, please.",
    ],
)
def test_a_refusal_to_be_recorded_is_heard(text: str) -> None:
    assert refuses_recording(text, "en")


@pytest.mark.parametrize(
    "text", ["No me grabe.", "prefiero que no me graben", "apague la grabación por favor"]
)
def test_a_refusal_to_be_recorded_is_heard_in_spanish(text: str) -> None:
    assert refuses_recording(text, "es")


@pytest.mark.parametrize(
    "text",
    [
        "Is this being recorded?",
        "I don't mind being recorded.",
        "Please send my medical record.",
        "I never said don't record.",
    ],
)
def test_talk_of_records_is_no_refusal(text: str) -> None:
    assert not refuses_recording(text, "en")


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("Yes.", "en", True),
        ("Yes, I'd like to book a cleaning", "en", True),
        ("um yes please", "en", True),
        ("Sure, go ahead.", "en", True),
        ("okay", "en", True),
        ("I don't mind", "en", True),
        ("That's fine with me.", "en", True),
        ("Sí, claro", "es", True),
        ("No hay problema", "es", True),
        ("No.", "en", False),
        ("Absolutely not", "en", False),
        ("of course not", "en", False),
        ("you may not", "en", False),
        ("yes but don't record", "en", False),
        ("Claro que no", "es", False),
        ("Okay, what are your hours?", "en", None),
        ("are you sure", "en", None),
        ("Yes?", "en", None),
        ("I need a cleaning", "en", None),
        ("", "en", None),
        ("¿Cómo?", "es", None),
    ],
)
def test_only_an_active_yes_is_a_yes(text: str, language: str, answer: bool | None) -> None:
    assert says_yes(text, language) is answer


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    assert normalise("  Don’t  CALL—mañana, Señor Peña! ") == "dont call mañana señor peña"
    assert normalise("Quíteme") == "quiteme"


def test_one_plain_stop_is_enough_whatever_else_was_said() -> None:
    assert stop_wish("I never said stop calling. Now stop calling me.", "en") is Wish.STOP
    assert stop_wish("Now stop calling me. I never said stop calling before.", "en") is Wish.STOP
