"""How things are said on a page: times, lengths, numbers, and what became of a call."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.accounts import Role
from dialora.domain.appointments import Appointment
from dialora.domain.calls import Call, CallStatus, Direction, EndReason, Line, RecordingState
from dialora.domain.phone import PhoneNumber

#: Keeps a number or a time on one line.
_NO_BREAK = "\u00a0"

END_REASONS = {
    EndReason.CALLER_HUNG_UP: "The caller hung up",
    EndReason.GOODBYE: "Ended with a goodbye",
    EndReason.OPTED_OUT: "The caller asked not to be called again",
    EndReason.SILENCE: "Nobody spoke, so the agent said goodbye",
    EndReason.MAX_DURATION: "Reached the longest time a call may take",
    EndReason.TRANSFERRED: "Handed to a person",
    EndReason.ENDED_BY_MEMBER: "Ended by one of your people",
    EndReason.MAINTENANCE: "Ended because the server was restarted",
    EndReason.TOO_MANY_CALLS: "Refused: too many calls in a row",
    EndReason.POLICY: "Refused by the policy",
    EndReason.NUMBER_UNKNOWN: "Refused: the number belongs to no account",
    EndReason.NO_AGENT: "Refused: no agent answers this number",
    EndReason.AT_CAPACITY: "Refused: all lines were busy",
    EndReason.NOT_CONNECTED: "The caller was gone before the agent could speak",
    EndReason.NOT_REACHED: "Nobody was reached",
    EndReason.NOT_PLACED: "The carrier did not place the call",
    EndReason.WITHDRAWN: "Taken back before anybody answered",
    EndReason.ANSWERING_MACHINE: "A machine answered, so the agent left no message",
    EndReason.NOT_NOW: "It was not a good time for them",
    EndReason.WRONG_NUMBER: "Wrong number: somebody else answered, and is not called again",
    EndReason.TEST_KEY: "Asked for with a test key: nobody was called",
    EndReason.PROCESS_LOST: "Lost: the server stopped during the call",
    EndReason.LINE_LOST: "Lost: the line broke",
    EndReason.ERROR: "Lost: something went wrong on our side",
}

#: Where we called, and they are no callers.
_OF_OUR_CALLS = {
    EndReason.CALLER_HUNG_UP: "They hung up",
    EndReason.OPTED_OUT: "They asked not to be called again",
    EndReason.NOT_CONNECTED: "They were gone before the agent could speak",
    EndReason.AT_CAPACITY: "Not called: all lines were busy",
    EndReason.POLICY: "Not called: the policy forbids it",
}
_NOT_REACHED = {
    CallStatus.BUSY: "Busy",
    CallStatus.NO_ANSWER: "No answer",
    CallStatus.CANCELED: "Taken back before anybody answered",
    CallStatus.FAILED: "The number could not be reached",
}

STATUSES = {
    CallStatus.RINGING: "Ringing",
    CallStatus.IN_PROGRESS: "In progress",
    CallStatus.COMPLETED: "Completed",
    CallStatus.REFUSED: "Refused",
    CallStatus.FAILED: "Lost",
    CallStatus.BUSY: "Busy",
    CallStatus.NO_ANSWER: "No answer",
    CallStatus.CANCELED: "Canceled",
}

NOTICES = {
    "ai_disclosure": "Notice: this is an AI",
    "recording": "Notice: this call is recorded",
    "recording_question": "Question: may this call be recorded?",
    "identification": "Notice: who calls, and that it is an AI",
    "opt_out_offer": "Notice: how to stop these calls",
    "callback_number": "Notice: where to call back",
    "ask_continue": "Question: is this a good time?",
}

_TOOLS = {
    "find_slots": "Looked up free times",
    "book_appointment": "Booked the appointment",
    "take_message": "Took a message",
    "record_opt_out": "Noted: do not call again",
    "record_wrong_number": "Noted: wrong number, do not call again",
    "consent_question": "Looked up whether to ask if they may be called",
    "take_consent": "Noted: they agree to be called",
}

RECORDINGS = {
    RecordingState.NOT_WANTED: "This call was not recorded. Neither sound nor text was kept.",
    RecordingState.AWAITING: "The recording notice was not heard to its end. Nothing was kept.",
    RecordingState.KEPT: "This call was recorded.",
    RecordingState.REFUSED: "The caller did not want to be recorded. Sound and text were deleted.",
    RecordingState.ERASED: "Sound and text of this call were deleted: their days were over, or the person"
    " asked to be forgotten.",
}

LANGUAGES = {"en": "English", "es": "Spanish"}

ROLES = {
    Role.OPERATOR: "Operator",
    Role.AGENCY_ADMIN: "Agency admin",
    Role.OWNER: "Owner",
    Role.ADMIN: "Admin",
    Role.MEMBER: "Member",
    Role.VIEWER: "Viewer",
}


def phone(number: PhoneNumber | None) -> str:
    """A number spaced as people read it: +1 212 555 0123."""
    if number is None:
        return "Number withheld"
    return number.spaced.replace("-", _NO_BREAK).replace(" ", _NO_BREAK)


def peer(call: Call) -> str:
    """The other party, as far as the line tells."""
    return "Test call in the browser" if call.line is Line.BROWSER else phone(call.peer)


def at_time(at: datetime, zone: str) -> str:
    """The time of day where the business is: 09:12."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def day(on: date, today: date) -> str:
    """A day as people say it; the year where it is another."""
    named = f"{on:%a} {on.day} {on:%b}" + ("" if on.year == today.year else f" {on.year}")
    near = {today: "Today", today - timedelta(days=1): "Yesterday", today + timedelta(days=1): "Tomorrow"}
    return f"{near[on]}, {named}" if on in near else named


def long_day(at: datetime, zone: str) -> str:
    """Thursday 26 November, where the business is."""
    on = local_day(at, zone)
    return f"{on:%A} {on.day} {on:%B}"


def short_day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"


def grouped(number: int) -> str:
    """A number as people read it: 1,024."""
    return f"{number:,}"


def day_and_time(at: datetime, zone: str, now: datetime) -> str:
    return f"{day(local_day(at, zone), local_day(now, zone))}, {at_time(at, zone)}"


def city(zone: str) -> str:
    """The place that a time zone is named after: New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def seconds(ms: int) -> str:
    """A length of time with its unit: 0.74 s, 12 s, 1 min 12 s."""
    if ms < 10_000:
        return f"{ms / 1000:.{2 if ms < 1_000 else 1}f}{_NO_BREAK}s"
    minutes, rest = divmod(round(ms / 1000), 60)
    if not minutes:
        return f"{rest}{_NO_BREAK}s"
    return f"{minutes}{_NO_BREAK}min" + (f" {rest}{_NO_BREAK}s" if rest else "")


def offset(ms: int) -> str:
    """A place in a call: 1:05."""
    minutes, rest = divmod(ms // 1000, 60)
    return f"{minutes}:{rest:02d}"


def length(call: Call) -> str:
    """How long a call took, from answer to end; nothing while it runs or where nobody answered."""
    return seconds(length_ms(call)) if call.answered_at and call.ended_at else ""


def length_ms(call: Call) -> int:
    if call.answered_at is None or call.ended_at is None:
        return 0
    return round((call.ended_at - call.answered_at).total_seconds() * 1000)


def outcome(call: Call) -> str:
    """What came of a call, in one sentence."""
    if not call.status.ended:
        return STATUSES[call.status]
    return call.outcome or ending(call)


def mood(call: Call) -> str:
    """The colour an outcome carries: refused and lost are red, a running call is green."""
    if call.status in (CallStatus.REFUSED, CallStatus.FAILED):
        return "refused"
    return "" if call.status.ended else "good"


def ending(call: Call) -> str:
    """How a call ended, where its outcome does not say it already."""
    reason = call.end_reason
    if reason is None:
        return STATUSES[call.status]
    if call.direction is Direction.INBOUND:
        return END_REASONS[reason]
    if reason is EndReason.NOT_REACHED and call.status in _NOT_REACHED:
        return _NOT_REACHED[call.status]
    return _OF_OUR_CALLS.get(reason, END_REASONS[reason])


def sentence_case(text: str) -> str:
    """A service's name as it is spoken, at the start of a line."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """What begins a line elsewhere, within a sentence."""
    return text[:1].lower() + text[1:]


def tool(name: str) -> str:
    """What the agent did, in words."""
    return _TOOLS.get(name, name.replace("_", " ").capitalize())


def place(appointment: Appointment, zone: str) -> str:
    """Where an appointment stands in the list of days."""
    return f"/appointments?first={local_day(appointment.starts_at, zone)}#{appointment.id}"
