"""What an account's calls say that must be said: styled by the business, checked, kept by versions."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace

from dialora.compliance.canonical import canonical
from dialora.domain.call_wording import OUR_WORDS, CallWords, WordsVersion
from dialora.domain.errors import Conflict
from dialora.domain.notes import Author
from dialora.domain.wording_rules import check
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: The highest number there can be.
_LAST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWordings:
    store: Store
    clock: Clock
    ledger: Ledger

    async def newest(self, account_id: str) -> WordsVersion | None:
        """What is said from now on; None: our own words, for the account has none."""
        async with self.store.account(account_id) as scope:
            return await scope.call_wordings.newest()

    async def get(self, account_id: str, version: int) -> WordsVersion:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.call_wordings.get(min(version, _LAST_VERSION))

    async def page(
        self, account_id: str, *, limit: int = 20, before: int | None = None
    ) -> Page[WordsVersion]:
        """Newest first."""
        before = None if before is None else min(before, _LAST_VERSION)
        async with self.store.account(account_id) as scope:
            return await scope.call_wordings.page(limit=limit, before=before)

    async def save(self, account_id: str, words: CallWords, *, by: Author) -> WordsVersion:
        """The next version, which every call says that begins from now on. Raises InvalidFields where a
        sentence leaves out what must be said, or says the opposite; Conflict("words_unchanged")."""
        words = check(_stripped(words))
        async with self.store.account(account_id) as scope:
            # One at a time, so that the number below is the next.
            await scope.own.lock()
            before = await scope.call_wordings.newest()
            if words == (before.words if before else OUR_WORDS):
                raise Conflict("Calls say exactly this already.", code="words_unchanged")
            version = WordsVersion(
                account_id=account_id,
                version=before.version + 1 if before else 1,
                words=words,
                saved_by=by.id,
                saved_by_name=by.name,
                saved_at=self.clock.now(),
            )
            await scope.call_wordings.add(version)
            said = {"version": version.version, "words_sha256": _hash(words), "by": by.id}
            head = await self.ledger.add(scope, kind="call_words_saved", subject_id=account_id, said=said)
        await self.ledger.keep(head)
        return version


async def words_now(scope: AccountScope) -> CallWords:
    """What a call of this account says that begins now."""
    newest = await scope.call_wordings.newest()
    return newest.words if newest else OUR_WORDS


async def words_of_call(scope: AccountScope, call_id: str) -> CallWords:
    """What this call says. The version is pinned to it when it is first asked for: as its speech begins."""
    pinned = await scope.call_wordings.of_call(call_id)
    if pinned is not None:
        return (await scope.call_wordings.get(pinned)).words
    newest = await scope.call_wordings.newest()
    if newest is None:
        return OUR_WORDS
    await scope.call_wordings.pin(call_id, newest.version)
    return newest.words


def _hash(words: CallWords) -> str:
    return hashlib.sha256(canonical(words).encode()).hexdigest()


def _stripped(words: CallWords) -> CallWords:
    wordings = {
        language: replace(wording, **{name: text.strip() for name, text in asdict(wording).items()})
        for language, wording in words.wordings.items()
    }
    return replace(words, wordings=wordings)
