"""A crowd of callers on the carrier's wire, in real time, on one clock."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from time import perf_counter

from dialora.bench.caller import LoadCaller, Tally, payloads
from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE

_FRAME_S = FRAME_BYTES / SAMPLE_RATE
#: Callers are spread over the 20 ms in so many groups: no real crowd speaks at one instant.
_GROUPS = 10
#: Calls begin at most so far apart, all of them within so long: a server may be slow to set one up, and is
#: not measured on that.
_APART_S = 0.2
JOIN_S = 12.0
#: How long the last to join may take to be greeted before anything counts.
SETTLE_S = 3.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0 where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Crowd:
    """So many callers against one media socket. `speech` is mu-law at 8 kHz with no silence at its end:
    latency counts from its last sample."""

    def __init__(self, url: str, speech: Sequence[bytes], callers: int, *, seed: int) -> None:
        self._url = url
        self._tally = Tally()
        said = [payloads(words) for words in speech]
        self._callers = [LoadCaller(n, said, self._tally, seed, perf_counter) for n in range(callers)]
        self._clock: asyncio.Task[None] | None = None

    async def join(self, *, within_s: float = JOIN_S, settle_s: float = SETTLE_S) -> None:
        """All call; returns when all calls are going on as they will."""
        self._clock = asyncio.create_task(self._keep_time())
        for caller in self._callers:
            await caller.call(self._url)
            await asyncio.sleep(min(_APART_S, within_s / len(self._callers)))
        await asyncio.sleep(settle_s)
        # The crowd's own pauses are not the server's.
        gc.collect()
        gc.freeze()
        gc.disable()

    async def watch(self, seconds: float) -> Tally:
        """What all of them see from now on for so long."""
        self._tally.clear()
        await asyncio.sleep(seconds)
        return self._tally

    async def leave(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        for caller in self._callers:
            caller.hang_up()
        gc.enable()
        gc.unfreeze()
        # The goodbyes go out.
        await asyncio.sleep(1.0)

    async def _keep_time(self) -> None:
        """Every caller's next frame, every 20 ms, without drift."""
        groups = [self._callers[i::_GROUPS] for i in range(_GROUPS)]
        due = perf_counter()
        while True:
            for group in groups:
                due += _FRAME_S / _GROUPS
                await asyncio.sleep(max(0.0, due - perf_counter()))
                self._tally.late_ms.append(1000 * (perf_counter() - due))
                for caller in group:
                    caller.tick(perf_counter())
