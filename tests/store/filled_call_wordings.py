"""What an account has worded for its calls, and how another account would reach for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from dialora.domain.call_wording import DEFAULTS, CallWords, WordsVersion
from dialora.store.scope import AccountScope
from worlds import NOW

_STYLED = replace(DEFAULTS["en"], not_now="Then until another day. Goodbye.")


def wording_of(account_id: str, version: int = 1) -> WordsVersion:
    return WordsVersion(
        account_id=account_id,
        version=version,
        words=CallWords(wordings={**DEFAULTS, "en": _STYLED}),
        saved_by="memb_sample",
        saved_by_name="Sample Owner",
        saved_at=NOW,
    )


async def add_wording(scope: AccountScope, call_id: str) -> None:
    await scope.call_wordings.add(wording_of(scope.account_id))
    await scope.call_wordings.pin(call_id, 1)


WORDING_CROSSINGS: dict[str, Callable[[Any, Any], Awaitable[object]]] = {
    "call_wordings.add": lambda wordings, theirs: wordings.add(wording_of(theirs.account_id, 2)),
    "call_wordings.pin": lambda wordings, theirs: wordings.pin(theirs.call.id, 1),
}
#: Asked by a number that every account counts for itself: ours are shown.
WORDING_HARMLESS = {"call_wordings.newest", "call_wordings.get", "call_wordings.page"}
