"""Ears and voice that are slow, stalled or dead: what those callers hear, and what the others notice.

In one process and in real time, with scripted speech: the models are not the point, the engine is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from dialora.bench.load import percentile
from dialora.testing import FakePhone, ScriptedDialogue, ScriptedSpeech, World, phone_call
from dialora.voice.limits import ENGLISH
from dialora.voice.playout import PlayoutClock

_QUESTION: Final = "When are you open?"
_ANSWER: Final = "From eight to five."
_GREETING: Final = "How can I help you?"
_LOOK_S: Final = 0.01
_GIVES_UP_S: Final = 20.0


def _slow_ears(speech: ScriptedSpeech) -> None:
    speech.transcript_s = 3.0


def _stalled_ears(speech: ScriptedSpeech) -> None:
    speech.never_hears = True


def _dead_ears(speech: ScriptedSpeech) -> None:
    speech.deaf = True


def _slow_voice(speech: ScriptedSpeech) -> None:
    speech.first_sound_s = 3.0


def _stalled_voice(speech: ScriptedSpeech) -> None:
    speech.stalls = True


def _dead_voice(speech: ScriptedSpeech) -> None:
    speech.mute = True


FAULTS: Final[dict[str, Callable[[ScriptedSpeech], None]]] = {
    "slow ears": _slow_ears,
    "stalled ears": _stalled_ears,
    "dead ears": _dead_ears,
    "slow voice": _slow_voice,
    "stalled voice": _stalled_voice,
    "dead voice": _dead_voice,
}


@dataclass(slots=True, kw_only=True)
class Felt:
    """What callers felt while one thing was wrong, in seconds."""

    #: From the end of a question to the first sound, whatever it was.
    sound_s: list[float] = field(default_factory=list)
    #: From the end of a question to an answer, or to words that say what to do instead.
    way_out_s: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    by_fault: dict[str, Felt]
    #: The 95th percentile of what the others waited for their answers: before, and during each fault.
    others_before_s: float
    others_s: dict[str, float]


async def run(*, others: int, sick: int, questions: int, faults: Sequence[str] = tuple(FAULTS)) -> Outcome:
    """`others` callers talk on while for `sick` ones each thing goes wrong in turn."""
    playout = PlayoutClock()
    waits: list[float] = []
    async with AsyncExitStack() as lines:
        healthy = [await lines.enter_async_context(_call(World(playout=playout))) for _ in range(others)]
        for phone in healthy:
            await _greeted(phone)
        await _all_ask(healthy, questions, waits)
        before = percentile(waits, 0.95)
        by_fault: dict[str, Felt] = {}
        others_s: dict[str, float] = {}
        for name in faults:
            waits = []
            felt = by_fault[name] = Felt()
            async with asyncio.TaskGroup() as group:
                group.create_task(_all_ask(healthy, questions, waits))
                for _ in range(sick):
                    group.create_task(_falls_ill(FAULTS[name], playout, felt))
            others_s[name] = percentile(waits, 0.95)
    return Outcome(by_fault=by_fault, others_before_s=before, others_s=others_s)


def _call(world: World) -> AbstractAsyncContextManager[FakePhone]:
    return phone_call(ScriptedDialogue({_QUESTION: _ANSWER}, greeting=_GREETING), world=world)


async def _all_ask(phones: Sequence[FakePhone], questions: int, waits: list[float]) -> None:
    async with asyncio.TaskGroup() as group:
        for phone in phones:
            group.create_task(_asks(phone, questions, waits))


async def _asks(phone: FakePhone, questions: int, waits: list[float]) -> None:
    for _ in range(questions):
        await phone.says(_QUESTION)
        waits.append(await _until_sound(phone))
        await phone.waits_for_silence()


async def _falls_ill(breaks: Callable[[ScriptedSpeech], None], playout: PlayoutClock, felt: Felt) -> None:
    """The greeting is heard; then it breaks, and the caller asks."""
    world = World(playout=playout)
    async with _call(world) as phone:
        await _greeted(phone)
        breaks(world.speech)
        await phone.says(_QUESTION)
        began = asyncio.get_running_loop().time()
        felt.sound_s.append(await _until_sound(phone))
        felt.way_out_s.append(await _until_way_out(phone, began))


async def _greeted(phone: FakePhone) -> None:
    """Not by its words: on a machine that is busy they come in pieces."""
    await _until_sound(phone)
    await phone.waits_for_silence(lasting=1.0, within=_GIVES_UP_S)


async def _until_sound(phone: FakePhone) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(_GIVES_UP_S):
        while True:
            if phone.agent_speaks:
                return loop.time() - began
            await asyncio.sleep(_LOOK_S)


async def _until_way_out(phone: FakePhone, began: float) -> float:
    """An answer, a request to say it again, or a goodbye with what to do: not a mere "one moment"."""
    loop = asyncio.get_running_loop()
    said = len(phone.heard)
    async with asyncio.timeout(_GIVES_UP_S):
        while True:
            heard = phone.heard[said:].replace("\n", "").replace(ENGLISH.patience, "")
            if len(heard) > 3 and not ENGLISH.patience.startswith(heard):
                return loop.time() - began
            await asyncio.sleep(_LOOK_S)
