"""What happens in running calls, told to whoever watches, in every process of the installation.

A call only ever puts an event into a bounded queue: a slow or dead database and slow watchers cost it
nothing, and cost themselves the oldest events. What is told is sealed under the account's key.
"""

from __future__ import annotations

import asyncio
import base64
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import structlog

from dialora.domain.calls import RecordingState
from dialora.domain.errors import Throttled, Unavailable
from dialora.domain.live import LiveEvent, LiveKind
from dialora.store.feed import LARGEST_BYTES
from dialora.store.keyring import AccountSeal, SealBroken
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: Events that wait for the database, of all calls of this process together.
_MOST_WAITING: Final = 2_000
#: Events that wait for one watcher.
_MOST_UNSEEN: Final = 500
#: Events of an account that a watcher who comes back is told again, and accounts remembered.
_REMEMBERED: Final = 300
_ACCOUNTS_REMEMBERED: Final = 500
#: Viewers at once in this process, and of one account.
MOST_WATCHERS: Final = 64
MOST_OF_ACCOUNT: Final = 16
#: Events are told together so often: one transaction however many calls there are.
_TOGETHER_S: Final = 0.1
_AGAIN_S: Final = 1.0
_WHAT: Final = "live event"
#: Said in clear: all that was told of this call before is to be forgotten.
_FORGETS: Final = "forget"

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(LiveEvent)


@dataclass(frozen=True, slots=True)
class _Waiting:
    account_id: str
    seal: AccountSeal
    event: LiveEvent


@dataclass(frozen=True, slots=True)
class _Told:
    """As it came over the wire: opened only where somebody watches."""

    id: str
    sealed: bytes

    def is_of(self, call_id: str) -> bool:
        return self.id.startswith(f"{call_id}.")


class Watch:
    """One viewer of an account's calls."""

    def __init__(self, seal: AccountSeal, recent: Callable[[], Sequence[_Told]]) -> None:
        self._seal = seal
        self._recent = recent
        self._unseen: deque[LiveEvent] = deque()
        self._news = asyncio.Event()
        #: Something was missed: load what is stored, then go on.
        self.missed = False
        #: Nothing more will come from this process.
        self.over = False

    async def next(self, *, within: float) -> LiveEvent | None:
        """The next event; None where none comes in time, or something was missed, or it is over."""
        try:
            async with asyncio.timeout(within):
                while not (self._unseen or self.missed or self.over):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return None
        return self._unseen.popleft() if self._unseen and not self.missed else None

    def begin_anew(self) -> None:
        """What is stored is about to be loaded: it holds every closed exchange. Of those that are open, what
        was told of them is told again."""
        self.missed = False
        events = [event for told in self._recent() if (event := self._open(told)) is not None]
        closed: set[str] = set()
        still_open: deque[LiveEvent] = deque()
        for event in reversed(events):
            if event.kind in (LiveKind.TURN, LiveKind.ENDED):
                closed.add(event.call_id)
            elif event.call_id not in closed:
                still_open.appendleft(event)
        self._unseen = still_open

    def tell(self, told: _Told) -> None:
        event = self._open(told)
        if event is None:
            return
        self._unseen.append(event)
        if len(self._unseen) > _MOST_UNSEEN:
            self.miss()
        self._news.set()

    def _open(self, told: _Told) -> LiveEvent | None:
        """None for what another release, or somebody without the key, has told."""
        try:
            return _decoder.decode(self._seal.open(_WHAT, told.sealed))
        except (SealBroken, msgspec.MsgspecError):
            return None

    def forget(self, call_id: str) -> None:
        """The caller does not want to be recorded: what was said is nobody's to read any more."""
        self._unseen = deque(event for event in self._unseen if event.call_id != call_id)

    def miss(self) -> None:
        self._unseen.clear()
        self.missed = True
        self._news.set()

    def end(self) -> None:
        self.over = True
        self._news.set()


class LiveFeed:
    """One in each process. Until `run` and after `close` every watch is over at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[_Waiting] = deque(maxlen=_MOST_WAITING)
        self._something = asyncio.Event()
        self._watches: dict[str, set[Watch]] = {}
        self._remembered: OrderedDict[str, deque[_Told]] = OrderedDict()
        self._open = False
        #: Something told now, anywhere, would be heard here.
        self.hears = asyncio.Event()
        self.closed = False

    # Telling

    def tell(self, account_id: str, seal: AccountSeal, event: LiveEvent) -> None:
        """Never waits and never fails."""
        self._waiting.append(_Waiting(account_id, seal, event))
        self._something.set()

    async def run(self) -> None:
        """Until cancelled."""
        self._open = True
        async with asyncio.TaskGroup() as both:
            both.create_task(self._publish())
            both.create_task(self._listen())

    def close(self) -> None:
        """This process is about to stop: its viewers come back to another."""
        self._open, self.closed = False, True
        for watches in self._watches.values():
            for watch in watches:
                watch.end()

    async def _publish(self) -> None:
        while True:
            await self._something.wait()
            await asyncio.sleep(_TOGETHER_S)
            self._something.clear()
            batch = _without_overtaken(list(self._waiting))
            self._waiting.clear()
            told = [_payload(waiting) for waiting in batch]
            while True:
                if await self._published(told):
                    break
                await asyncio.sleep(_AGAIN_S)

    async def _published(self, told: Sequence[str]) -> bool:
        try:
            async with self._store.platform() as platform:
                await platform.feed.tell(told)
        except Unavailable:
            return False
        return True

    # Hearing

    async def _listen(self) -> None:
        while True:
            try:
                async with self._store.listening() as heard:
                    self.hears.set()
                    # Whatever was told while nobody here listened is missed.
                    self._all_missed()
                    async for payload in heard:
                        self._hear(payload)
            except Unavailable:
                log.warning("the live feed is not heard and will be listened to again")
            finally:
                self.hears.clear()
            await asyncio.sleep(_AGAIN_S)

    def _hear(self, payload: str) -> None:
        account_id, id, forgets, sealed = payload.split(" ", 3)
        told = _Told(id, base64.b64decode(sealed))
        recent = self._remembered.setdefault(account_id, deque(maxlen=_REMEMBERED))
        if forgets == _FORGETS:
            call_id = id.rpartition(".")[0]
            kept = [it for it in recent if not it.is_of(call_id)]
            recent.clear()
            recent.extend(kept)
            for watch in self._watches.get(account_id, ()):
                watch.forget(call_id)
        recent.append(told)
        self._remembered.move_to_end(account_id)
        if len(self._remembered) > _ACCOUNTS_REMEMBERED:
            self._remembered.popitem(last=False)
        for watch in self._watches.get(account_id, ()):
            watch.tell(told)

    def _all_missed(self) -> None:
        self._remembered.clear()
        for watches in self._watches.values():
            for watch in watches:
                watch.miss()

    # Watching

    @asynccontextmanager
    async def watch(self, account_id: str, *, after: str | None = None) -> AsyncIterator[Watch]:
        """Everything from now on; or, where it is still known, from the event of this id on. Otherwise the
        watch begins with `missed`. Raises Throttled where too many watch."""
        watch = Watch(await self._seal_of(account_id), lambda: tuple(self._remembered.get(account_id, ())))
        watches = self._watches.setdefault(account_id, set())
        try:
            self.refuse_too_many(account_id)
            watches.add(watch)
            since = self._since(account_id, after)
            if since is None:
                watch.miss()
            for told in since or ():
                watch.tell(told)
            if not self._open:
                watch.end()
            yield watch
        finally:
            watches.discard(watch)
            if not watches:
                self._watches.pop(account_id, None)

    def refuse_too_many(self, account_id: str) -> None:
        """Raises Throttled."""
        everybody = sum(len(it) for it in self._watches.values())
        if len(self._watches.get(account_id, ())) >= MOST_OF_ACCOUNT or everybody >= MOST_WATCHERS:
            raise Throttled(
                "Too many people are watching at once. Close another window and load this page again.",
                wait_s=30,
                code="too_many_watchers",
            )

    def _since(self, account_id: str, after: str | None) -> Sequence[_Told] | None:
        recent = list(self._remembered.get(account_id, ()))
        places = [place for place, told in enumerate(recent) if told.id == after]
        return recent[places[-1] + 1 :] if places else None

    async def _seal_of(self, account_id: str) -> AccountSeal:
        async with self._store.account(account_id) as scope:
            return scope.seal


def _without_overtaken(batch: Sequence[_Waiting]) -> Sequence[_Waiting]:
    """Of guesses at what a caller is saying, only the newest of each call."""
    kept: list[_Waiting] = []
    newer: set[str] = set()
    for waiting in reversed(batch):
        event = waiting.event
        if event.kind is LiveKind.CALLER:
            if not event.final and event.call_id in newer:
                continue
            newer.add(event.call_id)
        kept.append(waiting)
    return kept[::-1]


def _payload(waiting: _Waiting) -> str:
    event = waiting.event
    payload = _sealed(waiting, event)
    if len(payload) > LARGEST_BYTES:
        # Too long to be told: whoever watches loads it.
        payload = _sealed(waiting, replace(event, text="", turn=None, notice=None))
    return payload


def _sealed(waiting: _Waiting, event: LiveEvent) -> str:
    sealed = waiting.seal.seal(_WHAT, _encoder.encode(event))
    forgets = _FORGETS if event.recording is RecordingState.REFUSED else "-"
    return f"{waiting.account_id} {event.id} {forgets} {base64.b64encode(sealed).decode()}"
