"""The receptionist: hears an utterance, finds the task it belongs to, and answers. Rules only, no model.

Its knowledge is one frozen `State`. An answer is thought out in full before its first sentence is spoken,
so that an interruption never leaves half a thought behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from dialora.compliance.phrases import Wish
from dialora.dialogue.meaning import Meaning, WordVectors
from dialora.dialogue.receptionist import (
    agreeing,
    booking,
    keypad,
    listening,
    message,
    naming,
    opting_out,
    questions,
    small_talk,
)
from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.state import NAMES, Ask, State
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood, understand
from dialora.dialogue.receptionist.wording import line
from dialora.dialogue.spoken.yes_no import Reply
from dialora.domain.agents import Agent
from dialora.domain.call_wording import OUR_WORDS, CallWords
from dialora.domain.calls import EndReason
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Act, HangUp, Heard, Pause, Say, Source, Urgent
from dialora.ports.toolbox import Toolbox

#: Utterances in a row that may fail before a message is offered.
_PATIENCE = 2
#: A message is longer than this, or it is none.
_SHORT = 4
#: Questions that read something back, and the share of the words that must have been heard.
_READ_BACKS = frozenset({Ask.BOOKING_RIGHT, Ask.NAME_RIGHT, Ask.MESSAGE_RIGHT, Ask.PHONE_RIGHT})
_MOST = 0.6
#: Silences in a row before the call is ended.
_SILENCES = 3


class Receptionist:
    """One conversation. Implements ports.dialogue.Dialogue."""

    def __init__(
        self,
        agent: Agent,
        toolbox: Toolbox,
        now: Callable[[], datetime],
        caller: PhoneNumber | None,
        *,
        meaning: Meaning | None = None,
        stop_offered: bool = False,
        words: CallWords = OUR_WORDS,
        asks_consent: bool = False,
    ) -> None:
        """`stop_offered`: we have called, and they were told that they can say stop or press nine.
        `asks_consent`: before goodbye they may be asked whether they may be called."""
        self._agent = agent
        self._toolbox = toolbox
        self._now = now
        self._caller = caller
        self._meaning = meaning or WordVectors()
        self._stop_offered = stop_offered
        self._asks_consent = asks_consent
        said = {"opted_out": "en", "opted_out_es": "es"}
        self._styled = {key: words.wordings[language].opted_out for key, language in said.items()}
        self._state = State(question=agent.greeting, said=(agent.greeting,))
        #: Before the last utterance: gone back to when the caller turns out to have gone on.
        self._before = self._state
        #: What was done for an utterance whose answer nobody heard.
        self._unsaid: list[Act] = []

    def opening(self) -> Sequence[Say]:
        return [Say(self._agent.greeting)]

    def pause_after(self, text: str) -> Pause:
        return listening.pause_after(text, self._state)

    def urgent(self, text: str) -> Urgent | None:
        if opting_out.wish(text, offered=self._stop_offered) is Wish.STOP or self._is_stop_key(text):
            return Urgent.OPT_OUT
        if self._stop_offered and opting_out.is_wrong_number(text, self._state):
            return Urgent.OPT_OUT
        return Urgent.REFUSE_RECORDING if opting_out.refuses_recording(text) else None

    def backchannel(self, text: str) -> bool:
        return listening.backchannel(text, self._state)

    def outcome(self) -> str | None:
        return "; ".join(self._state.done) or None

    def silence(self, times: int) -> Sequence[Act]:
        if self._state.ask is Ask.CONSENT:
            # No answer is no agreement, and they wanted to go.
            farewell = small_talk.farewell(self._agent.business)
            return [Say(farewell, to_the_end=True), HangUp(EndReason.GOODBYE, self.outcome())]
        if times >= _SILENCES:
            return [
                Say(line("silent_goodbye", 0), to_the_end=True),
                HangUp(EndReason.SILENCE, self.outcome()),
            ]
        question = self._state.question
        return [Say(line("still_there", 0)), Say(question)] if times == 1 else [Say(question)]

    async def respond(self, heard: Heard) -> AsyncIterator[Act]:
        if heard.replaces:
            self._state = self._before
        self._before = self._state
        thinking = asyncio.ensure_future(self._think(heard))
        try:
            turn = await asyncio.shield(thinking)
        except asyncio.CancelledError:
            # What has been begun is finished, for it may have booked something.
            await asyncio.wait({thinking})
            if thinking.exception() is None:
                self._give_up(thinking.result())
            raise
        acts = [*self._unsaid, *turn.acts]
        self._unsaid = []
        self._state = replace(
            turn.state, said=tuple(act.text for act in turn.acts if isinstance(act, Say)) or turn.state.said
        )
        if turn.lasting:
            self._before = self._state
        for act in acts:
            yield act

    def _give_up(self, turn: Turn) -> None:
        """The answer is not heard; what it left behind must still be told."""
        if turn.lasting:
            self._state = self._before = turn.state
            self._unsaid += [act for act in turn.acts if not isinstance(act, HangUp)]

    async def _think(self, heard: Heard) -> Turn:
        turn = Turn(
            self._state,
            agent=self._agent,
            toolbox=self._toolbox,
            meaning=self._meaning,
            now=self._now(),
            caller=self._caller,
            styled=self._styled,
        )
        if heard.source is Source.KEYPAD and self._is_stop_key(heard.text):
            await opting_out.record(turn, via="keypad", text="")
            return turn
        if heard.source is Source.KEYPAD:
            text = keypad.as_words(heard.text, turn.state)
            heard = replace(heard, text=text, doubtful=not text)
        if not await self._at_once(turn, heard):
            await self._understood(turn, heard)
            if self._asks_consent:
                await agreeing.before_goodbye(turn)
        return turn

    async def _at_once(self, turn: Turn, heard: Heard) -> bool:
        """What comes before everything else: stop calling, do not record."""
        via: opting_out.Via = "keypad" if heard.source is Source.KEYPAD else "call"
        wish = opting_out.wish(heard.text, offered=self._stop_offered)
        if wish is Wish.STOP:
            await opting_out.record(turn, via=via, text=heard.text)
            return True
        if self._stop_offered and opting_out.is_wrong_number(heard.text, turn.state):
            await opting_out.record_wrong_number(turn, text=heard.text)
            return True
        if wish is Wish.DOUBT and turn.state.ask is not Ask.OPT_OUT_RIGHT:
            turn.ask(Ask.OPT_OUT_RIGHT, turn.line("opt_out_right"))
            return True
        if turn.state.ask is Ask.OPT_OUT_RIGHT:
            u = self._heard(turn, heard)
            # No clear answer counts as a stop.
            if u.reply is not Reply.NO:
                await opting_out.record(turn, via=via, text=heard.text)
                return True
            turn.know(ask=Ask.HELP)
            turn.ask_again()
            return True
        if opting_out.refuses_recording(heard.text):
            turn.stop_recording()
            turn.tell("not_recorded", to_the_end=True)
            if turn.state.ask is Ask.CONSENT:
                # Without its sound no agreement can be kept.
                turn.know(ask=Ask.MORE, question="")
            turn.ask_again()
            return True
        return turn.state.ask is Ask.CONSENT and await agreeing.hear(turn, heard)

    def _is_stop_key(self, keys: str) -> bool:
        """A digit of a telephone number that is keyed slowly is none, unless nine was offered."""
        return opting_out.is_key(keys) and (self._stop_offered or self._state.ask is not Ask.PHONE)

    def _heard(self, turn: Turn, heard: Heard) -> Understood:
        return understand(
            heard.text, self._agent.business, turn.state, turn.today, confidence=heard.confidence
        )

    async def _understood(self, turn: Turn, heard: Heard) -> None:
        u = self._heard(turn, heard)
        if u.services:
            turn.know(service=u.services[0])
        if u.reply is Reply.YES and turn.state.ask in _READ_BACKS and not _was_heard(turn.state, heard):
            turn.ask_again()
            return
        unheard = heard.doubtful or not u.words
        if unheard or not (await self._task(turn, u) or self._anything(turn, u)):
            _not_understood(turn)
            return
        turn.know(misses=0)
        if not turn.asked and not turn.ended:
            turn.ask_again()

    async def _task(self, turn: Turn, u: Understood) -> bool:
        """The task whose question is open, unless something else is asked in its midst."""
        ask = turn.state.ask
        if ask is Ask.MESSAGE_TEXT and not (len(u.words) <= _SHORT and _steers(u)):
            return await message.hear(turn, u)
        if ask is Ask.MESSAGE_WANTED:
            return self._message_wanted(turn, u)
        answering_name = ask in NAMES and (u.name_sure or u.spelling is not None)
        if not answering_name and (_steers(u) or _asks_fact(u, ask)) and self._aside(turn, u):
            return True
        if ask in message.ASKS or (turn.state.note is not None and ask in booking.ASKS):
            return await message.hear(turn, u)
        if ask in booking.ASKS:
            return await booking.hear(turn, u)
        return await self._fresh(turn, u)

    def _aside(self, turn: Turn, u: Understood) -> bool:
        """A question or small talk in the midst of a task; its own question comes again afterwards."""
        return small_talk.answer(turn, u) or questions.answer(turn, u)

    async def _fresh(self, turn: Turn, u: Understood) -> bool:
        """No task is open: what does the caller want?"""
        if u.says(Cue.CANCEL, Cue.MOVE):
            if u.question and questions.answer(turn, u):
                return True
            turn.say("I can't change appointments from here, but I can pass it on.")
            message.begin(turn, u, about=u.text)
            return True
        if u.says(Cue.PERSON):
            turn.tell("no_person")
            turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
            return True
        if u.says(Cue.MESSAGE):
            turn.tell("sure")
            message.begin(turn, u)
            return True
        if _asks_fact(u, turn.state.ask) and questions.answer(turn, u):
            return True
        if u.says(Cue.BOOK, Cue.SOONEST) or u.wish:
            turn.tell("sure")
            return await booking.hear(turn, u)
        return False

    def _message_wanted(self, turn: Turn, u: Understood) -> bool:
        if u.reply is Reply.YES or u.says(Cue.MESSAGE):
            message.begin(turn)
        elif u.reply is Reply.NO:
            turn.know(ask=Ask.MORE)
            turn.tell("got_it")
            turn.ask(Ask.MORE, turn.line("ask_more"))
        else:
            return False
        return True

    def _anything(self, turn: Turn, u: Understood) -> bool:
        """The task made nothing of it: small talk, a fact, a person, a yes that only wants to go on."""
        if small_talk.answer(turn, u) or questions.answer(turn, u):
            return True
        if u.says(Cue.PERSON, Cue.MESSAGE):
            turn.tell("no_person")
            turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
            return True
        if u.reply is Reply.YES and turn.state.ask in (Ask.HELP, Ask.MORE):
            turn.ask(Ask.HELP, turn.line("ask_help"))
            return True
        if u.question:
            turn.tell("not_known")
            turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
            return True
        return False


def _was_heard(state: State, heard: Heard) -> bool:
    """Whether the caller let most of what was read back be said: only then is a yes a yes to it."""
    if heard.interrupted is None:
        return True
    return len(heard.interrupted) >= _MOST * len(" ".join(state.said))


def _steers(u: Understood) -> bool:
    """Small talk that is meant whatever was asked."""
    return u.says(Cue.ROBOT, Cue.REPEAT, Cue.HOLD_ON, Cue.WHO) or (u.says(Cue.GOODBYE) and not u.wish)


def _asks_fact(u: Understood, ask: Ask) -> bool:
    """A question about the business rather than an answer to ours or a wish for a time."""
    if u.says(Cue.HOURS, Cue.NOW_OPEN, Cue.PRICE, Cue.DURATION, Cue.SERVICES):
        return True
    return u.question and not u.says(Cue.BOOK, Cue.SOONEST) and not (u.days or u.times)


def _not_understood(turn: Turn) -> None:
    """Ask again in other words; after that offer to take a message."""
    misses = turn.state.misses + 1
    turn.know(misses=misses)
    turn.tell("not_heard")
    ask = turn.state.ask
    if ask in (Ask.NAME, Ask.LAST_NAME) and misses >= _PATIENCE:
        # A name that is not heard twice is heard letter by letter.
        turn.know(misses=0)
        naming.ask_to_spell(turn, first=False)
    elif misses > _PATIENCE and turn.state.note is None:
        turn.know(misses=0)
        turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
    elif ask in (Ask.HELP, Ask.MORE):
        turn.ask(ask, "Would you like to book an appointment, or leave a message?")
    else:
        turn.ask_again()
