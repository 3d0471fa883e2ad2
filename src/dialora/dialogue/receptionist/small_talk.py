"""Neither appointment nor message nor fact: hello, who are you, what did you say, goodbye."""

from __future__ import annotations

from dialora.dialogue.receptionist.booking import summary
from dialora.dialogue.receptionist.cues import Cue, asks_in_spanish
from dialora.dialogue.receptionist.state import Ask
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.yes_no import Reply
from dialora.domain.agents import Business
from dialora.domain.calls import EndReason

#: Longer than this, and a "thank you" or a "hello" is not all that was said.
_SHORT = 5


def answer(turn: Turn, u: Understood) -> bool:
    """Answer small talk. False where it is none."""
    if u.says(Cue.ROBOT):
        turn.tell("robot_es" if asks_in_spanish(u.text) else "robot")
        turn.say("I can book an appointment for you, or take a message for somebody here.")
        turn.ask_again()
    elif u.says(Cue.WHO):
        turn.say(f"This is {turn.agent.name}, the AI assistant of {turn.business.name}.")
        turn.ask_again()
    elif u.says(Cue.REPEAT):
        _repeat(turn)
    elif u.says(Cue.HOLD_ON):
        turn.tell("take_your_time")
        turn.asked = True
    elif _means_goodbye(turn, u):
        goodbye(turn)
    elif u.says(Cue.THANKS) and len(u.words) <= _SHORT:
        turn.tell("welcome")
        turn.ask_again()
    elif u.says(Cue.HELLO) and len(u.words) <= _SHORT:
        turn.say("Hello, I'm here.")
        if turn.state.ask in (Ask.HELP, Ask.MORE):
            turn.ask(Ask.HELP, turn.line("ask_help"))
        else:
            turn.ask_again()
    else:
        return False
    return True


def _repeat(turn: Turn) -> None:
    """The last answer once more, in the same words."""
    said = turn.state.said or (turn.line("ask_help"),)
    for sentence in said:
        turn.say(sentence)
    turn.asked = True


def _means_goodbye(turn: Turn, u: Understood) -> bool:
    """A farewell; or a no to "anything else?" that says nothing besides."""
    if u.says(Cue.GOODBYE) and not (u.question and u.wish):
        return True
    return turn.state.ask is Ask.MORE and u.reply is Reply.NO and not u.wish


def goodbye(turn: Turn) -> None:
    """End the call; but a booking that only lacks its yes is not lost silently."""
    booking = turn.state.booking
    if booking and booking.chosen and booking.person.name and not turn.state.kept_back:
        turn.know(kept_back=True)
        turn.say("Before you go: nothing is booked yet.")
        turn.ask(Ask.BOOKING_RIGHT, f"Shall I book {summary(booking)}?")
        return
    if booking and booking.chosen:
        turn.say("Nothing was booked.")
    turn.say(farewell(turn.business), to_the_end=True)
    turn.hang_up(EndReason.GOODBYE)


def farewell(business: Business) -> str:
    return f"Thank you for calling {business.name}. Goodbye."
