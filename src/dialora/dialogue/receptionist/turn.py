"""One answer in the making: the state it leads to, and the acts it consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialora.dialogue.meaning import Meaning
from dialora.dialogue.receptionist.state import Ask, State
from dialora.dialogue.receptionist.wording import line
from dialora.domain.agents import Agent, Business
from dialora.domain.calls import EndReason, ToolUse
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Act, Did, HangUp, Say, StopRecording
from dialora.ports.toolbox import Json, Toolbox, ToolResult

#: Tools that leave something behind.
_LASTING = frozenset({"book_appointment", "take_message", "record_opt_out", "record_wrong_number"})


class Turn:
    """Tasks write their answer here."""

    def __init__(
        self,
        state: State,
        *,
        agent: Agent,
        toolbox: Toolbox,
        meaning: Meaning,
        now: datetime,
        caller: PhoneNumber | None,
        styled: Mapping[str, str],
    ) -> None:
        self.state = state
        self.agent = agent
        self.meaning = meaning
        self.caller = caller
        #: On the business's wall.
        self.now = now.astimezone(ZoneInfo(agent.business.zone))
        self.acts: list[Act] = []
        self.asked = False
        #: Whether something now exists that did not before.
        self.lasting = False
        self._toolbox = toolbox
        #: Sentences that the business has worded itself.
        self._styled = styled

    @property
    def business(self) -> Business:
        return self.agent.business

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def ended(self) -> bool:
        return any(isinstance(act, HangUp) for act in self.acts)

    def know(self, **changes: object) -> None:
        """Go on with a changed state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def say(self, text: str, *, to_the_end: bool = False) -> None:
        self.acts.append(Say(text, to_the_end))

    def line(self, key: str) -> str:
        """A sentence of a kind, another one than last time."""
        text = self._styled.get(key) or line(key, self.state.rounds.count(key))
        self.know(rounds=(*self.state.rounds, key))
        return text

    def tell(self, key: str, *, to_the_end: bool = False) -> None:
        self.say(self.line(key), to_the_end=to_the_end)

    def ask(self, ask: Ask, question: str) -> None:
        """End the answer with a question; the next words are taken as its answer."""
        self.say(question)
        self.know(ask=ask, question=question)
        self.asked = True

    def ask_again(self) -> None:
        """Come back to the question that is open."""
        if self.state.question and self.state.ask not in (Ask.HELP, Ask.MORE):
            self.ask(self.state.ask, self.state.question)
        elif self.state.ask is Ask.HELP:
            self.ask(Ask.HELP, self.line("ask_help"))
        else:
            self.ask(Ask.MORE, self.line("ask_more"))

    async def use(self, tool: str, arguments: Mapping[str, Json]) -> ToolResult:
        """Use a tool, and note that it was used."""
        result = await self._toolbox.use(tool, arguments)
        self.acts.append(Did(ToolUse(tool=tool, ok=result.ok, took_ms=result.took_ms)))
        self.lasting = self.lasting or (result.ok and tool in _LASTING)
        return result

    def came_of_it(self, outcome: str) -> None:
        """Note for the owner what has come of the call."""
        self.know(done=(*self.state.done, outcome))

    def stop_recording(self) -> None:
        self.acts.append(StopRecording())

    def hang_up(self, reason: EndReason) -> None:
        self.acts.append(HangUp(reason, "; ".join(self.state.done) or None))
