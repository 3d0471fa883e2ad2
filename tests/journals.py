"""The journals of the carriers held against the ledger, over the whole run of tests: nobody is dialled
without a stored decision that allows it, made at most five seconds before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
import pytest

from dialora.domain.attempts import CLEARANCE_LIFETIME
from dialora.testing.carrier import CarrierDouble, Dialled
from dialora.testing.carrier.outgoing import DialOrder, OutgoingLeg
from dialora.testing.carrier.resources import CarrierAccount

#: The decision that an attempt was last posted with, and whether the ledger has it.
_DECIDED = """
    select attempts.id, decisions.decision, decisions.at, exists (
        select from ledger_entries entry
        where entry.account_id = decisions.account_id and entry.subject_id = decisions.id
            and entry.kind = 'decision' and entry.payload = decisions.payload
    )
    from attempts join decisions
        on decisions.account_id = attempts.account_id and decisions.id = attempts.decision_id
    where attempts.id = any(%s)
"""
#: Tests of the double itself ask it to call as a carrier is asked, without a product; the campaign has a
#: database of its own and counts by itself.
_BY_HAND: Final = ("/tests/testing/", "/tests/campaigns/test_revocations.py")


@dataclass(slots=True)
class Journals:
    """Everybody who was dialled in this run, by whichever double."""

    checked: int = 0
    #: Not held against a ledger yet.
    waiting: list[Dialled] = field(default_factory=list)

    @contextmanager
    def read(self) -> Iterator[None]:
        """From here on every entry of every double's journal."""
        dial = CarrierDouble.dial

        def noted(double: CarrierDouble, account: CarrierAccount, order: DialOrder) -> OutgoingLeg:
            leg = dial(double, account, order)
            self.waiting.append(double.journal[-1])
            return leg

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(CarrierDouble, "dial", noted)
            yield

    def hold_against(self, database: psycopg.Connection[Any]) -> None:
        """What was dialled since the last time, against what stands in the database of this test."""
        dialled, self.waiting = self.waiting, []
        if not dialled:
            return
        attempts = [it.url.rsplit("/", 2)[-2] for it in dialled]
        assert len(set(attempts)) == len(attempts), "an attempt was dialled twice"
        decided = {row[0]: row[1:] for row in database.execute(_DECIDED, [attempts])}
        for each, attempt_id in zip(dialled, attempts, strict=True):
            _is_allowed(each, decided.get(attempt_id))
        self.checked += len(dialled)

    def all_were_held(self, test: str) -> None:
        """At the end of a test: nobody was dialled beside the database that it had."""
        beside, self.waiting = self.waiting, []
        assert not beside or any(part in test for part in _BY_HAND), f"dialled beside any ledger: {beside}"


def _is_allowed(dialled: Dialled, decided: tuple[str, datetime, bool] | None) -> None:
    assert decided is not None, f"dialled without a decision: {dialled}"
    decision, at, in_ledger = decided
    assert decision != "deny", f"dialled although it was denied: {dialled}"
    assert in_ledger, f"the decision is not in the ledger: {dialled}"
    since = dialled.at - at
    assert timedelta(0) <= since <= CLEARANCE_LIFETIME, f"dialled {since} after the decision: {dialled}"
