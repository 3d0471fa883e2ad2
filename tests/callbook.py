"""Calls of every kind, to be read on pages and through the API. All of them invented."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from dialora.domain.appointments import Appointment, AppointmentStatus, Message
from dialora.domain.calls import (
    Call,
    CallStatus,
    Direction,
    EndReason,
    Latency,
    Line,
    RecordingState,
    SpokenNotice,
    ToolUse,
    Turn,
)
from dialora.domain.phone import PhoneNumber
from dialora.ports.sink import AudioBlock
from dialora.services.recordings import Recordings
from dialora.store.ids import new_id
from dialora.store.scope import Store
from dialora.voice import audio
from worlds import Tenancy

#: An 80-character name, as long as a page must bear.
LONG_NAME = "Maximiliana Theodora Anastasia von Hohenfels-Breitenstein of Lower Saxonbury Ada"

_NOTICE = "Hi, this is Robin, an AI assistant. This call is recorded."
_ASKED = (
    (
        "Hi, I would like to book a cleaning.",
        "Sure. I have Thursday at three, or Friday at nine thirty. Which suits you?",
    ),
    ("Thursday at three is good.", "May I have your name?"),
    ("Ada Quill.", "A cleaning for Ada Quill on Thursday the third of December at three p.m. Is that right?"),
    ("Yes, that's right.", "It is booked. Is there anything else I can do for you?"),
    ("Are you open on Saturday?", "On Saturdays we are open from nine until noon."),
    ("Thanks, bye.", "Thank you for calling. Goodbye."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbook:
    """Writes calls into one account, the last one added being the newest."""

    store: Store
    tenancy: Tenancy
    recordings: Recordings

    async def booked(self, at: datetime, *, name: str = "Ada Quill", exchanges: int = 6) -> Call:
        """A caller books a cleaning; recorded, one answer late, one interruption."""
        call = self._call(
            at, seconds=20 + exchanges * 9, outcome=f"Booked cleaning, {at + timedelta(days=7):%a} 15:00"
        )
        notice = _notice()
        turns = [_turn(index, notice.end_ms + 400 + index * 9_000) for index in range(exchanges)]
        starts_at = at.replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=7)
        async with self.store.account(call.account_id) as scope:
            await scope.calls.add(call)
            await scope.notices.add(call.id, notice)
            for turn in turns:
                await scope.turns.add(call.id, turn)
            await scope.appointments.add(
                Appointment(
                    id=new_id("appt"),
                    account_id=call.account_id,
                    calendar_id=self.tenancy.calendar.id,
                    service_key="cleaning",
                    service_name="cleaning",
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=45),
                    name=name,
                    phone=call.peer,
                    status=AppointmentStatus.BOOKED,
                    call_id=call.id,
                    created_at=at,
                )
            )
            seal = scope.seal
        writer = self.recordings.writer(call.account_id, call.id, seal)
        for block in _sound(turns, notice):
            await writer.append(block)
        return call

    async def left_a_message(self, at: datetime) -> Call:
        """Somebody wants a call back, and did not want to be recorded."""
        call = self._call(at, seconds=41, outcome="Wants a call back about an invoice")
        call = replace(call, recording=RecordingState.REFUSED, peer=PhoneNumber("+13125550188"))
        async with self.store.account(call.account_id) as scope:
            await scope.calls.add(call)
            await scope.notices.add(call.id, _notice())
            for index in range(3):
                blank = replace(
                    _turn(index, 7_000 + index * 9_000), caller_text="", agent_text="", agent_heard_text=""
                )
                await scope.turns.add(call.id, blank)
            await scope.messages.add(
                Message(
                    id=new_id("msg"),
                    account_id=call.account_id,
                    call_id=call.id,
                    name="",
                    phone=call.peer,
                    text="Please call back about the invoice of last month.",
                    answered_at=None,
                    created_at=at,
                )
            )
        return call

    async def opted_out(self, at: datetime) -> Call:
        call = self._call(at, seconds=12, outcome="Asked not to be called again")
        call = replace(call, end_reason=EndReason.OPTED_OUT, peer=None)
        return await self._short(call)

    async def refused(self, at: datetime) -> Call:
        call = self._call(at, seconds=0, outcome=None)
        call = replace(
            call,
            status=CallStatus.REFUSED,
            end_reason=EndReason.AT_CAPACITY,
            answered_at=None,
            ended_at=at,
            recording=RecordingState.NOT_WANTED,
        )
        async with self.store.account(call.account_id) as scope:
            await scope.calls.add(call)
        return call

    async def lost(self, at: datetime) -> Call:
        call = replace(
            self._call(at, seconds=22, outcome=None),
            status=CallStatus.FAILED,
            end_reason=EndReason.PROCESS_LOST,
        )
        return await self._short(call)

    async def in_the_browser(self, at: datetime) -> Call:
        call = replace(
            self._call(at, seconds=18, outcome="Asked for the opening hours"),
            line=Line.BROWSER,
            number=None,
            peer=None,
            test=True,
        )
        return await self._short(call)

    async def running(self, at: datetime) -> Call:
        call = replace(
            self._call(at, seconds=0, outcome=None),
            status=CallStatus.IN_PROGRESS,
            end_reason=None,
            ended_at=None,
        )
        return await self._short(call)

    async def _short(self, call: Call) -> Call:
        async with self.store.account(call.account_id) as scope:
            await scope.calls.add(call)
            await scope.notices.add(call.id, _notice())
            await scope.turns.add(call.id, _turn(4, 7_000))
        return call

    def _call(self, at: datetime, *, seconds: int, outcome: str | None) -> Call:
        return Call(
            id=new_id("call"),
            account_id=self.tenancy.account.id,
            agent_id=self.tenancy.agent.id,
            agent_version=1,
            direction=Direction.INBOUND,
            line=Line.PHONE,
            number=self.tenancy.number.number,
            peer=PhoneNumber("+12125550147"),
            test=False,
            status=CallStatus.COMPLETED,
            end_reason=EndReason.GOODBYE,
            decision_id=None,
            carrier_call_id=new_id("carrier"),
            recording=RecordingState.KEPT,
            outcome=outcome,
            created_at=at,
            answered_at=at,
            ended_at=at + timedelta(seconds=seconds),
            process_id=None,
        )


def recordings_in(folder: Path, store: Store) -> Recordings:
    return Recordings(store=store, folder=folder, executor=ThreadPoolExecutor(1))


def _notice() -> SpokenNotice:
    return SpokenNotice(
        kind="recording", text=_NOTICE, language="en", start_ms=300, end_ms=5_200, audio_sha256="0" * 64
    )


def _turn(index: int, start_ms: int) -> Turn:
    asked, answered = _ASKED[index % len(_ASKED)]
    spoke_ms = 900 + 55 * len(asked)
    slow = index % 5 == 2
    latency = Latency(
        endpoint_ms=320, stt_ms=540 if slow else 180, dialogue_ms=720 if slow else 60, first_audio_ms=140
    )
    answer_ms = start_ms + spoke_ms + latency.total_ms
    interrupted = index % 6 == 3
    heard = answered[: len(answered) // 2] if interrupted else answered
    return Turn(
        index=index,
        caller_text=asked,
        caller_start_ms=start_ms,
        caller_end_ms=start_ms + spoke_ms,
        agent_text=answered,
        agent_heard_text=heard,
        agent_start_ms=answer_ms,
        agent_end_ms=answer_ms + 50 * len(heard),
        interrupted=interrupted,
        latency=latency,
        tools=(ToolUse(tool="book_appointment", ok=True, took_ms=24),) if index == 3 else (),
    )


def _sound(turns: list[Turn], notice: SpokenNotice) -> list[AudioBlock]:
    """Something that looks like two people speaking in turn: noise with a syllable's rhythm."""
    end_ms = max(turn.agent_end_ms or 0 for turn in turns) + 500
    tracks = np.zeros((2, end_ms * 8), dtype=np.float64)
    draw = np.random.default_rng(7)
    spans = [(1, notice.start_ms, notice.end_ms)]
    for turn in turns:
        spans.append((0, turn.caller_start_ms or 0, turn.caller_end_ms or 0))
        spans.append((1, turn.agent_start_ms or 0, turn.agent_end_ms or 0))
    for track, start, end in spans:
        time = np.arange((end - start) * 8) / 8000
        loud = np.abs(np.sin(time * 11)) * (0.6 + 0.4 * np.sin(time * 3.1))
        tracks[track, start * 8 : end * 8] = draw.normal(0, 0.14, len(time)) * loud
    pcm = (tracks.clip(-1, 1) * 32000).astype("<i2")
    return [
        AudioBlock(at // 8, audio.encode(pcm[0, at : at + 8000]), audio.encode(pcm[1, at : at + 8000]))
        for at in range(0, pcm.shape[1], 8000)
    ]
