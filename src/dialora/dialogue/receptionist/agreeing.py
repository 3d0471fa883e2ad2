"""Before a caller goes: whether they may be called, where the business asks that and it can be proved."""

from __future__ import annotations

from dialora.compliance import phrases
from dialora.dialogue.receptionist import small_talk
from dialora.dialogue.receptionist.state import Ask
from dialora.dialogue.receptionist.turn import Turn
from dialora.domain.calls import EndReason
from dialora.ports.dialogue import HangUp, Heard


async def before_goodbye(turn: Turn) -> None:
    """Where this answer says goodbye, ask first; once in a call, and only where the tool has a question."""
    if turn.state.consent_asked or not _ends_with_goodbye(turn):
        return
    turn.know(consent_asked=True)
    # The goodbye, and the end of the call.
    parting, turn.acts = turn.acts[-2:], turn.acts[:-2]
    result = await turn.use("consent_question", {})
    question = result.value.get("text")
    if result.ok and isinstance(question, str):
        turn.say(question, to_the_end=True)
        turn.know(ask=Ask.CONSENT, question=question)
        turn.asked = True
    else:
        turn.acts += parting


async def hear(turn: Turn, heard: Heard) -> bool:
    """A clear yes is noted, and nothing else is one. False where they speak of something else."""
    answer = phrases.says_yes(heard.text, turn.agent.language)
    turn.know(ask=Ask.MORE, question="")
    if answer is None and heard.text and not heard.doubtful:
        return False
    if answer is True:
        result = await turn.use("take_consent", {})
        turn.tell("consent_noted" if result.ok else "consent_not_noted")
        if result.ok:
            turn.came_of_it("Agreed to be called")
    else:
        turn.tell("consent_not_given")
    small_talk.goodbye(turn)
    return True


def _ends_with_goodbye(turn: Turn) -> bool:
    last = turn.acts[-1] if turn.acts else None
    return isinstance(last, HangUp) and last.reason is EndReason.GOODBYE
