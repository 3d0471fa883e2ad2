"""A receptionist to talk to in writing: a sample practice, tools in memory that keep the real tools' rules,
and a caller whose sentences read as a story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.dialogue.receptionist import Receptionist
from dialora.domain.agents import Agent, Answer, Business, OfferedService, OpeningHours, Purpose, Span
from dialora.domain.appointments import Slot
from dialora.domain.calls import EndReason
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Act, Did, HangUp, Heard, Say, Source, StopRecording
from dialora.ports.toolbox import Json, ToolResult
from dialora.scheduling.offers import nearest, spread, within
from dialora.scheduling.slots import free_slots

ZONE = ZoneInfo("America/New_York")
#: Monday, November 23, 2026, 9 AM in New York.
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CALLER = PhoneNumber("+12125550123")
_MORNING, _AFTERNOON = Span(time(8), time(12)), Span(time(13), time(17))

PRACTICE = Business(
    name="Sample Dental",
    zone="America/New_York",
    currency="USD",
    hours=OpeningHours(
        week={**dict.fromkeys(range(5), (_MORNING, _AFTERNOON)), 5: (Span(time(9), time(13)),)},
        holidays={date(2026, 12, 4): "Founders' Day"},
    ),
    services=(
        OfferedService(
            key="cleaning",
            name="cleaning",
            minutes=45,
            price_cents=12000,
            also_called=("teeth cleaning", "polish"),
        ),
        OfferedService(
            key="checkup",
            name="check-up",
            minutes=30,
            price_cents=8000,
            also_called=("checkup", "check up", "exam"),
        ),
        OfferedService(key="filling", name="filling", minutes=60, price_cents=19500, also_called=("cavity",)),
        OfferedService(
            key="whitening",
            name="whitening",
            minutes=60,
            price_cents=35000,
            also_called=("teeth whitening", "bleaching"),
        ),
        OfferedService(
            key="crown", name="crown", minutes=90, price_cents=None, also_called=("crown fitting",)
        ),
        OfferedService(
            key="emergency",
            name="emergency visit",
            minutes=30,
            price_cents=9500,
            also_called=("toothache", "broken tooth", "tooth hurts"),
        ),
    ),
    answers=(
        Answer(
            topic="parking",
            questions=("where can I park", "is there parking", "do you have a parking lot"),
            text="You can park behind the building.",
        ),
        Answer(
            topic="insurance",
            questions=("do you take my insurance", "which insurance do you accept"),
            text="We take most dental plans.",
        ),
        Answer(
            topic="payment",
            questions=("how can I pay", "do you take credit cards"),
            text="You can pay by card or in cash.",
        ),
        Answer(
            topic="address",
            questions=("where are you", "what is your address", "how do I get there"),
            text="We are at 12 Sample Street.",
        ),
        Answer(
            topic="cancellation",
            questions=("how do I cancel", "is there a cancellation fee"),
            text="You can cancel free of charge until the day before.",
        ),
    ),
)
AGENT = Agent(
    id="agent_sample",
    account_id="acct_sample",
    name="June",
    purpose=Purpose.SCHEDULING,
    language="en-US",
    greeting="How can I help you?",
    recording_wanted=True,
    calendar_id="cal_sample",
    business=PRACTICE,
    version=1,
    created_at=NOW,
)


@dataclass(slots=True)
class Desk:
    """The tools, in memory: only offered slots can be booked, and a taken one is refused."""

    caller: PhoneNumber | None = CALLER
    now: datetime = NOW
    busy: list[Slot] = field(default_factory=list)
    #: (service key, local start, name)
    booked: list[tuple[str, datetime, str]] = field(default_factory=list)
    messages: list[tuple[str, str, str | None]] = field(default_factory=list)
    opted_out: bool = False
    wrong_number: bool = False
    #: Whether callers may be asked if they may be called; None where that is not to be kept.
    asks: str | None = None
    agreed: bool = False
    #: Somebody else is quicker, once.
    snatched: bool = False
    broken: bool = False
    _offered: dict[str, tuple[str, Slot]] = field(default_factory=dict)

    async def use(self, tool: str, arguments: Mapping[str, Json]) -> ToolResult:
        if self.broken:
            return ToolResult(ok=False, problem="unavailable")
        try:
            return ToolResult(ok=True, value=getattr(self, f"_{tool}")(**arguments))
        except LookupError as refusal:
            return ToolResult(ok=False, problem=str(refusal.args[0]))

    def take(self, day: str, start: str, end: str) -> None:
        """Somebody has this time already."""
        self.busy.append(Slot(_local(day, start), _local(day, end)))

    def _find_slots(
        self,
        service: str,
        first_day: str,
        last_day: str,
        limit: int,
        not_before: str | None = None,
        not_after: str | None = None,
        near: str | None = None,
    ) -> dict[str, Json]:
        offered = next(each for each in PRACTICE.services if each.key == service)
        days = date.fromisoformat(first_day), date.fromisoformat(last_day)
        slots = list(
            free_slots(
                PRACTICE, offered.minutes, self.busy, now=self.now, first_day=days[0], last_day=days[1]
            )
        )
        wanted = within(
            slots,
            not_before=time.fromisoformat(not_before) if not_before else None,
            not_after=time.fromisoformat(not_after) if not_after else None,
            zone=PRACTICE.zone,
        )
        found = nearest(wanted, datetime.fromisoformat(near), limit) if near else spread(wanted, limit)
        told: list[Json] = []
        for slot in found:
            token = f"{service}-{slot.starts_at.isoformat()}"
            self._offered[token] = (service, slot)
            told.append({"token": token, "starts_at": slot.starts_at.astimezone(ZONE).isoformat()})
        return {"free": len(wanted), "slots": told}

    def _book_appointment(self, slot: str, name: str) -> dict[str, Json]:
        if slot not in self._offered:
            raise LookupError("not_offered")
        service, time_ = self._offered[slot]
        if self.snatched:
            self.snatched = False
            self.busy.append(time_)
        if any(time_.starts_at < taken.ends_at and taken.starts_at < time_.ends_at for taken in self.busy):
            raise LookupError("slot_taken")
        self.busy.append(time_)
        start = time_.starts_at.astimezone(ZONE)
        self.booked.append((service, start, name))
        return {"appointment_id": "appt_1", "starts_at": start.isoformat(), "name": name}

    def _take_message(self, text: str, name: str, phone: str | None = None) -> dict[str, Json]:
        self.messages.append((text, name, phone or (self.caller.e164 if self.caller else None)))
        return {"message_id": "msg_1"}

    def _record_wrong_number(self) -> dict[str, Json]:
        self.wrong_number = True
        return {}

    def _consent_question(self) -> dict[str, Json]:
        if self.asks is None:
            raise LookupError("nothing_kept")
        return {"text": self.asks}

    def _take_consent(self) -> dict[str, Json]:
        self._consent_question()
        self.agreed = True
        return {}

    def _record_opt_out(self, via: str) -> dict[str, Json]:
        if self.caller is None:
            raise LookupError("number_unknown")
        self.opted_out = True
        return {}


def _local(day: str, wall: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(wall), tzinfo=ZONE).astimezone(UTC)


class Caller:
    """Somebody on the phone, in writing."""

    def __init__(
        self, desk: Desk | None = None, *, caller: PhoneNumber | None = CALLER, agent: Agent = AGENT
    ) -> None:
        self.desk = desk or Desk(caller=caller)
        self.dialogue = Receptionist(agent, self.desk, lambda: self.desk.now, caller)
        self.heard = " ".join(say.text for say in self.dialogue.opening())
        self.acts: list[Act] = []

    async def says(self, *sentences: str) -> str:
        """Each sentence is an utterance; what the agent answers to the last one."""
        for sentence in sentences:
            await self.utters(Heard(text=sentence))
        return self.heard

    async def mumbles(self) -> str:
        await self.utters(Heard(text="", doubtful=True))
        return self.heard

    async def presses(self, keys: str) -> str:
        await self.utters(Heard(text=keys, source=Source.KEYPAD))
        return self.heard

    async def goes_on(self, whole: str) -> str:
        """What was said before was only its beginning."""
        await self.utters(Heard(text=whole, replaces=True))
        return self.heard

    async def interrupts(self, sentence: str, *, having_heard: str) -> str:
        await self.utters(Heard(text=sentence, interrupted=having_heard))
        return self.heard

    async def utters(self, heard: Heard) -> None:
        assert self.ended is None, f"the call is over, and the caller says {heard.text!r}"
        self.acts = [act async for act in self.dialogue.respond(heard)]
        self.heard = " ".join(act.text for act in self.acts if isinstance(act, Say))
        assert self.heard, f"no answer to {heard.text!r}"

    @property
    def ended(self) -> EndReason | None:
        return next((act.reason for act in self.acts if isinstance(act, HangUp)), None)

    @property
    def recording_stopped(self) -> bool:
        return any(isinstance(act, StopRecording) for act in self.acts)

    @property
    def tools(self) -> list[str]:
        return [act.use.tool for act in self.acts if isinstance(act, Did)]

    @property
    def booked(self) -> list[str]:
        """Such as "cleaning 2026-11-26 15:00 Ada Quill"."""
        return [f"{service} {start:%Y-%m-%d %H:%M} {name}" for service, start, name in self.desk.booked]


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
