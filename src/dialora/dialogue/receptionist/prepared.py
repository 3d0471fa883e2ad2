"""What a receptionist of this business says often: rendered beforehand, it starts at once."""

from __future__ import annotations

from datetime import date, timedelta

from dialora.dialogue.receptionist.saying import price_sentence, say_week, why_closed
from dialora.dialogue.receptionist.wording import fixed_sentences
from dialora.domain.agents import Agent

#: Any Monday: only the name of the weekday is said.
_A_MONDAY = date(2026, 11, 23)


def common_sentences(agent: Agent) -> list[str]:
    """Sentences that do not depend on the caller, most needed first."""
    business = agent.business
    sentences = [
        agent.greeting,
        *fixed_sentences(),
        "Which would you like?",
        "Is that right?",
        "Would you like to book an appointment, or leave a message?",
        "Hello, I'm here.",
        "I can book an appointment for you, or take a message for somebody here.",
        "Please tell me your full name once more.",
        "Your message is saved, and I'll see that they get it.",
        f"This is {agent.name}, the AI assistant of {business.name}.",
        f"Thank you for calling {business.name}. Goodbye.",
        *say_week(business.hours),
        *(answer.text for answer in business.answers),
        *(
            price_sentence(service, business.currency)
            for service in business.services
            if service.price_cents is not None
        ),
    ]
    for weekday in range(7):
        day = _A_MONDAY + timedelta(days=weekday)
        if not business.hours.week.get(weekday) and day not in business.hours.holidays:
            sentences.append(why_closed(business, day))
    return list(dict.fromkeys(sentences))
