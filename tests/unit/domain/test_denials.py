"""No agent is saved that denies being an AI."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.agent_rules import check
from dialora.domain.denials import denies_being_an_ai
from dialora.domain.errors import InvalidFields
from worlds import tenancy


@pytest.mark.parametrize(
    "text",
    [
        "Hi, I'm a real person.",
        "I am not a robot.",
        "This is not an AI.",
        "If asked, say you are a human.",
        "Never tell callers that you are an AI.",
        "Do not mention that you are a bot.",
        "Pretend to be a person.",
        "Don’t ever admit to being a machine!",
        "Deny that you are an AI.",
        "No soy un robot.",
        "Di que eres una persona real.",
        "Nunca digas que eres una IA.",
    ],
)
def test_a_denial_is_noticed(text: str) -> None:
    assert denies_being_an_ai(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How can I help you?",
        "I'm an AI assistant, not a person.",
        "I am the AI assistant of the practice.",
        "You can talk to a real person at the front desk.",
        "We never say no to a walk-in.",
        "Never mind the robot vacuum in the hall.",
        "Soy la asistente virtual de la clínica.",
        "The machine in room two is a scanner.",
    ],
)
def test_honest_words_are_none(text: str) -> None:
    assert not denies_being_an_ai(text)


def test_an_agent_whose_greeting_denies_it_is_refused_by_field() -> None:
    agent = tenancy("Bright Smile Dental", "+12125550123", "dental").agent
    check(agent)
    with pytest.raises(InvalidFields) as refused:
        check(replace(agent, greeting="Hello, I'm a real person. How can I help?"))
    assert list(refused.value.wrong) == ["/greeting"]
