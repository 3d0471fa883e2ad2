"""Ears and voice that are slow, stalled or dead: what those callers hear, and what the others notice.

In one process and in real time, with scripted speech: the models are not the point, the engine is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
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
#: About as long as a question and its answer take.
_ROUND_S: Final = 3.0


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
    async with AsyncExitStack() as lines:
        healthy = [await lines.enter_async_context(_call(World(playout=playout))) for _ in range(others)]
        await asyncio.gather(*(_greeted(phone) for phone in healthy))
        before = await _others_wait(healthy, questions)
        by_fault: dict[str, Felt] = {}
        others_s: dict[str, float] = {}
        for name in faults:
            felt = by_fault[name] = Felt()
            others_s[name] = await _others_wait(
                healthy, questions, *(_falls_ill(FAULTS[name], playout, felt) for _ in range(sick))
            )
    return Outcome(by_fault=by_fault, others_before_s=before, others_s=others_s)


def _call(world: World) -> AbstractAsyncContextManager[FakePhone]:
    return phone_call(ScriptedDialogue({_QUESTION: _ANSWER}, greeting=_GREETING), world=world)


async def _others_wait(
    phones: Sequence[FakePhone], questions: int, *meanwhile: Coroutine[None, None, None]
) -> float:
    """The 95th percentile of what they wait for an answer: so many questions each, and more as long as
    something goes on meanwhile. Who says nothing is hung up on."""
    waits: list[float] = []
    over = asyncio.gather(*meanwhile)

    async def asks(phone: FakePhone, place: int) -> None:
        asked = 0
        # Not all in one breath: a hiccup of the machine would be everybody's.
        await asyncio.sleep(_ROUND_S * place / len(phones))
        while asked < questions or not over.done():
            asked += 1
            await phone.says(_QUESTION)
            waits.append(await _until_sound(phone))
            await phone.waits_for_silence()

    await asyncio.gather(over, *(asks(phone, place) for place, phone in enumerate(phones)))
    return percentile(waits, 0.95)


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
    """As long as anybody waits where nothing comes at all."""
    return await _until(lambda: phone.agent_speaks)


async def _until(happened: Callable[[], bool]) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < _GIVES_UP_S:
        if happened():
            break
        await asyncio.sleep(_LOOK_S)
    return loop.time() - began


async def _until_way_out(phone: FakePhone, began: float) -> float:
    """An answer, a request to say it again, or a goodbye with what to do: not a mere "one moment"."""
    said = len(phone.heard)

    def shown() -> bool:
        heard = phone.heard[said:].replace("\n", "").replace(ENGLISH.patience, "")
        return len(heard) > 3 and not ENGLISH.patience.startswith(heard)

    await _until(shown)
    return asyncio.get_running_loop().time() - began
