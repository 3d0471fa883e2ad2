"""Calls in progress as server-sent events: what is there first, then what happens, for as long as the
person is signed in. Nothing of the database is held meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from dialora.domain.accounts import Account
from dialora.domain.calls import EndReason, Line, RecordingState, SpokenNotice, Turn
from dialora.domain.errors import DialoraError, NotFound, Unauthenticated, Unavailable
from dialora.domain.live import LiveEvent, LiveKind
from dialora.services.bundle import Services
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.services.live_feed import Watch
from dialora.services.supervision import RunningStory
from dialora.web import words

#: How often a browser is told that we are there, and looked whether its person still is.
_PULSE_S: Final = 5.0
_AGAIN_S: Final = 2.0
_RETRY: Final = "retry: 2000\n\n"

#: What the page says of each, and why somebody may listen or not.
_RULES: Final = {
    RecordingState.KEPT: "The caller knows that the call is recorded. Who listens in is written down.",
    RecordingState.AWAITING: "The caller has not heard the notice yet: no words are shown, nobody can listen"
    " in.",
    RecordingState.NOT_WANTED: "This agent does not record, so its callers are not told that others may hear"
    " them: no words are shown, nobody can listen in.",
    RecordingState.REFUSED: "The caller did not want to be recorded: no words are shown, nobody can listen"
    " in.",
}

#: Of a call for which no line was free: there are no words, whoever listens.
_MESSAGE: Final = {
    RecordingState.KEPT: "All lines were busy: the caller is leaving a message, kept as sound. It is under"
    " Messages once they hang up. Who listens in is written down.",
    RecordingState.AWAITING: "All lines were busy: the caller is told so, and asked for a message.",
}

_encoder = msgspec.json.Encoder()


async def live_events(
    services: Services, account: Account, token: str, *, after: str | None
) -> AsyncGenerator[str]:
    """The stream of one viewer; ends by itself where nothing more will come from this process."""
    try:
        async with services.live.feed.watch(account.id, after=after) as watch:
            yield _RETRY
            async for message in _told(services, account, token, watch):
                yield message
    except DialoraError:
        # Too many came at once, or the database is away: the browser comes again.
        return


async def _told(services: Services, account: Account, token: str, watch: Watch) -> AsyncGenerator[str]:
    loop = asyncio.get_running_loop()
    look_at = loop.time() + _PULSE_S
    while True:
        if watch.missed:
            watch.begin_anew()
            yield await _everything(services, account, watch)
        event = await watch.next(within=max(0.0, look_at - loop.time()))
        if event is not None:
            yield _message("happened", await _shown(services, account, event), id=event.id)
        elif watch.over and not watch.missed:
            return
        if loop.time() >= look_at:
            look_at = loop.time() + _PULSE_S
            try:
                await services.identity.signed_in(token)
            except Unauthenticated:
                yield _message("signed-out", {})
                return
            yield _message("alive", {"running": await services.supervision.running_ids(account.id)})


async def _everything(services: Services, account: Account, watch: Watch) -> str:
    while True:
        try:
            running = await services.supervision.running(account.id)
        except Unavailable:
            await asyncio.sleep(_AGAIN_S)
            continue
        now = services.clock.now()
        return _message("calls", {"calls": [_card(it, account, now) for it in running]})


async def _shown(services: Services, account: Account, event: LiveEvent) -> Mapping[str, object]:
    """What happened, as the page needs it."""
    shown: dict[str, object] = {"call": event.call_id, "kind": event.kind, "at": event.at_ms}
    match event.kind:
        case LiveKind.STARTED:
            shown["card"] = await _card_of(services, account, event.call_id)
        case LiveKind.CALLER | LiveKind.AGENT:
            shown |= {"text": event.text, "final": event.final}
        case LiveKind.STATE:
            shown |= {"caller": event.caller_speaks, "agent": event.agent_speaks}
        case LiveKind.TURN:
            shown["turn"] = _turn(event.turn) if event.turn else None
            if event.turn is None:
                shown["card"] = await _card_of(services, account, event.call_id)
        case LiveKind.NOTICE if event.notice is not None:
            shown["notice"] = _notice(event.notice)
        case LiveKind.RECORDING if event.recording is not None:
            shown["recording"] = event.recording
            shown |= _rules(event.recording)
        case LiveKind.ENDED:
            shown["how"] = words.END_REASONS[event.reason or EndReason.ERROR]
    return shown


async def _card_of(services: Services, account: Account, call_id: str) -> Mapping[str, object] | None:
    try:
        story = await services.supervision.story(account.id, call_id)
    except NotFound:
        return None
    return _card(story, account, services.clock.now())


def _card(running: RunningStory, account: Account, now: datetime) -> Mapping[str, object]:
    story, agent = running.story, running.agent
    call = story.call
    since = call.answered_at or call.created_at
    people = agent.business.transfers if agent and call.line is Line.PHONE else ()
    return {
        "id": call.id,
        "who": story.name or words.peer(call),
        "number": words.peer(call) if story.name else "",
        "agent": agent.name if agent else "Agent",
        "test": call.test,
        "browser": call.line is Line.BROWSER,
        "since": since.isoformat(),
        "clock": words.at_time(since, account.zone),
        "elapsed": max(0, round((now - since).total_seconds() * 1000)),
        "recording": call.recording,
        "decision": call.decision_id,
        "message": call.takes_message,
        **_rules(call.recording),
        "people": [person.name for person in people],
        "notices": [_notice(notice) for notice in story.notices],
        "turns": [_turn(turn) for turn in story.turns],
    }


def _rules(recording: RecordingState) -> Mapping[str, str]:
    """For a conversation, and for a call that can only leave a message: the page knows which it shows."""
    rule = _RULES[recording]
    return {"rule": rule, "message_rule": _MESSAGE.get(recording, rule)}


def _notice(notice: SpokenNotice) -> Mapping[str, object]:
    name = words.NOTICES.get(notice.kind, "Notice")
    return {"from": notice.start_ms, "to": notice.end_ms, "name": name}


def _turn(turn: Turn) -> Mapping[str, object]:
    wait = turn.latency.total_ms if turn.latency else None
    return {
        "index": turn.index,
        "caller": {"text": turn.caller_text, "from": turn.caller_start_ms, "to": turn.caller_end_ms},
        "agent": {
            "text": turn.agent_heard_text if turn.interrupted else turn.agent_text,
            "from": turn.agent_start_ms,
            "to": turn.agent_end_ms,
        },
        "slow": wait is not None and wait > ANSWER_BUDGET_MS,
        "cut": turn.interrupted,
        "tools": [words.tool(use.tool) + ("" if use.ok else ": not done") for use in turn.tools],
    }


def _message(event: str, told: object, *, id: str | None = None) -> str:
    named = f"id: {id}\n" if id else ""
    return f"{named}event: {event}\ndata: {_encoder.encode(told).decode()}\n\n"
