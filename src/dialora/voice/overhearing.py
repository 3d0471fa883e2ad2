"""Both sides of a call for those who listen in: what the recorder may keep, at the moment it is kept."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Somebody who hears a call besides its two sides. Must return at once.

    Positions are samples since the call began. The agent's sound comes a little before it is played,
    and is taken back where the agent is cut.
    """

    def caller(self, position: int, mulaw: bytes) -> None: ...

    def agent(self, position: int, mulaw: bytes) -> None: ...

    def agent_cut(self, position: int) -> None: ...


class Overhearing:
    """Who listens in to one call. The recorder tells only what its gate keeps."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    @property
    def anybody(self) -> bool:
        return bool(self._listeners)

    def add(self, listener: Listener) -> None:
        self._listeners = (*self._listeners, listener)

    def remove(self, listener: Listener) -> None:
        self._listeners = tuple(it for it in self._listeners if it is not listener)

    def caller(self, position: int, mulaw: bytes) -> None:
        for it in self._listeners:
            it.caller(position, mulaw)

    def agent(self, position: int, mulaw: bytes) -> None:
        for it in self._listeners:
            it.agent(position, mulaw)

    def agent_cut(self, position: int) -> None:
        for it in self._listeners:
            it.agent_cut(position)
