"""Sharing a call with somebody who has no account: a link that ends by itself, or when it is ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from dialora.domain.accounts import Account
from dialora.domain.agents import Agent
from dialora.domain.calls import RecordingState
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.notes import Author
from dialora.domain.sharing import Days, ShareLink
from dialora.ports.clock import Clock
from dialora.services.call_history import CallHistory, CallStory
from dialora.services.hearings import Hearings
from dialora.services.ledger import Ledger
from dialora.services.recordings import Recordings
from dialora.services.sealed_sound import Loudness
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: Links to one call that stand at once.
MOST_LINKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCall:
    """What a link shows."""

    link: ShareLink
    account: Account
    story: CallStory
    agent: Agent | None

    @property
    def has_sound(self) -> bool:
        call = self.story.call
        return self.link.with_sound and call.recording is RecordingState.KEPT

    @property
    def without_its_sound(self) -> bool:
        """There is sound, and this link leaves it out."""
        return not self.link.with_sound and self.story.call.recording is RecordingState.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLinks:
    """Making, ending and opening a link each leave an entry in the account's ledger."""

    store: Store
    clock: Clock
    ledger: Ledger
    recordings: Recordings
    hearings: Hearings

    @classmethod
    def over(cls, recordings: Recordings, hearings: Hearings) -> ShareLinks:
        return cls(
            store=hearings.store,
            clock=hearings.clock,
            ledger=hearings.ledger,
            recordings=recordings,
            hearings=hearings,
        )

    @property
    def call_history(self) -> CallHistory:
        return CallHistory(store=self.store)

    async def make(
        self, account_id: str, call_id: str, *, days: Days, with_sound: bool, by: Author
    ) -> tuple[ShareLink, str]:
        """The link and its token, which is shown once and never kept. Raises NotFound,
        Conflict("call_running"), Conflict("too_many_links")."""
        token, now = secrets.token_urlsafe(32), self.clock.now()
        link = ShareLink(
            id=new_id("share"),
            account_id=account_id,
            call_id=call_id,
            token_hash=_hash(token),
            with_sound=with_sound,
            author_id=by.id,
            author_name=by.name,
            created_at=now,
            expires_at=now + days.span,
            revoked_at=None,
            opened=0,
            last_opened_at=None,
        )
        async with self.store.account(account_id) as scope:
            call = await scope.calls.lock(call_id)
            if not call.status.ended:
                raise Conflict("A call can be shared once it has ended.", code="call_running")
            before = await scope.share_links.of_call(call_id)
            if sum(other.open_at(now) for other in before) >= MOST_LINKS:
                raise Conflict(f"A call has at most {MOST_LINKS} open links.", code="too_many_links")
            await scope.share_links.add(link)
            said = {"call_id": call_id, "by": by.id, "expires_at": link.expires_at, "with_sound": with_sound}
            head = await self.ledger.add(scope, kind="share_link_made", subject_id=link.id, said=said)
        await self.ledger.keep(head)
        return link, token

    async def of_call(self, account_id: str, call_id: str) -> tuple[ShareLink, ...]:
        """Newest first, also those that have ended. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            return await scope.share_links.of_call(call_id)

    async def revoke(self, account_id: str, call_id: str, link_id: str, *, by: Author) -> ShareLink:
        """End a link at once; twice changes nothing. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            link = await scope.share_links.lock(link_id)
            if link.call_id != call_id:
                raise NotFound
            if link.revoked_at is not None:
                return link
            link = replace(link, revoked_at=self.clock.now())
            await scope.share_links.save(link)
            said = {"call_id": call_id, "by": by.id}
            head = await self.ledger.add(scope, kind="share_link_ended", subject_id=link.id, said=said)
        await self.ledger.keep(head)
        return link

    async def open(self, token: str) -> SharedCall:
        """What the link shows; that it was opened is written down first. Raises NotFound, with the code
        "link_ended" where it was one."""
        found = await self._reach(token)
        async with self.store.account(found.account_id) as scope:
            link = await scope.share_links.lock(found.id)
            now = self.clock.now()
            if not link.open_at(now):
                raise _ended()
            link = replace(link, opened=link.opened + 1, last_opened_at=now)
            await scope.share_links.save(link)
            account = await scope.account()
            said = {"call_id": link.call_id}
            head = await self.ledger.add(scope, kind="share_link_opened", subject_id=link.id, said=said)
        await self.ledger.keep(head)
        story = await self.call_history.get(link.account_id, link.call_id)
        agent = await self.call_history.agent_of(story.call)
        return SharedCall(link=link, account=account, story=story, agent=agent)

    async def hear(self, token: str) -> int:
        """Bytes of the recording; that it is heard by this link is written down before the first of them
        leaves. Raises NotFound, also where the link is without sound."""
        link = await self._with_sound(token)
        size = await self.recordings.size(link.account_id, link.call_id)
        await self.hearings.note(link.account_id, link.call_id, by=link.id)
        return size

    async def wav(self, token: str, *, first: int = 0) -> AsyncIterator[bytes]:
        """The recording from a byte on, once `hear` has allowed it. Raises as `hear`."""
        link = await self._with_sound(token)
        async for part in self.recordings.wav(link.account_id, link.call_id, first=first):
            yield part

    async def loudness(self, token: str, *, span_ms: int, columns: int) -> Loudness:
        """Raises as `hear`."""
        link = await self._with_sound(token)
        return await self.recordings.loudness(link.account_id, link.call_id, span_ms=span_ms, columns=columns)

    async def story(self, token: str) -> CallStory:
        """The call behind a link that is open already. Raises NotFound."""
        link = await self._reach(token)
        return await self.call_history.get(link.account_id, link.call_id)

    async def _with_sound(self, token: str) -> ShareLink:
        link = await self._reach(token)
        if not link.with_sound:
            raise NotFound("This link shows what was said, without the sound.", code="recording_not_found")
        return link

    async def _reach(self, token: str) -> ShareLink:
        async with self.store.platform() as platform:
            found = await platform.share_links.by_token_hash(_hash(token))
        if found is None:
            raise NotFound("There is no such link.", code="link_unknown")
        async with self.store.account(found.account_id) as scope:
            link = await scope.share_links.get(found.id)
        if not link.open_at(self.clock.now()):
            raise _ended()
        return link


def _ended() -> NotFound:
    return NotFound("This link has ended. Ask whoever sent it for another.", code="link_ended")


def _hash(token: str) -> bytes:
    # 256 random bits need no slow hash: there is nothing to guess from.
    return hashlib.sha256(token.encode(errors="replace")).digest()
