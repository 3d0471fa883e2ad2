"""Outgoing calls on the pages: whom we called, and why it came to nothing where it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from callbook import Callbook, recordings_in
from dialora.domain.calls import Call, CallStatus, Direction, EndReason
from dialora.store.ids import new_id
from dialora.store.scope import Store
from sites import People, sign_in
from worlds import NOW, World


async def called(book: Callbook, status: CallStatus, reason: EndReason, outcome: str | None = None) -> Call:
    """A call that we made and that came to this."""
    before = await book.lost(NOW)
    ours = replace(
        before,
        id=new_id("call"),
        carrier_call_id=new_id("carrier"),
        direction=Direction.OUTBOUND,
        status=status,
        end_reason=reason,
        outcome=outcome,
        answered_at=None,
    )
    async with book.store.account(ours.account_id) as scope:
        await scope.calls.add(ours)
    return ours


@pytest.mark.parametrize(
    ("status", "reason", "outcome", "said"),
    [
        (CallStatus.NO_ANSWER, EndReason.NOT_REACHED, None, "No answer"),
        (CallStatus.BUSY, EndReason.NOT_REACHED, None, "Busy"),
        (CallStatus.FAILED, EndReason.NOT_REACHED, None, "The number could not be reached"),
        (CallStatus.FAILED, EndReason.NOT_PLACED, None, "The carrier did not place the call"),
        (CallStatus.CANCELED, EndReason.WITHDRAWN, None, "Taken back before anybody answered"),
        (CallStatus.COMPLETED, EndReason.ANSWERING_MACHINE, None, "A machine answered"),
        (CallStatus.COMPLETED, EndReason.CALLER_HUNG_UP, None, "They hung up"),
        (
            CallStatus.REFUSED,
            EndReason.POLICY,
            "They asked not to be called.",
            "They asked not to be called.",
        ),
    ],
)
async def test_what_came_of_a_call_of_ours_is_said_on_its_page_and_in_the_list(
    browser: httpx.AsyncClient,
    people: People,
    store: Store,
    world: World,
    tmp_path: Path,
    status: CallStatus,
    reason: EndReason,
    outcome: str | None,
    said: str,
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))
    call = await called(book, status, reason, outcome)
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/calls/{call.id}")).text
    assert said in page
    assert "<dd>Outgoing" in page
    assert ("Call back" in page) is (status is not CallStatus.REFUSED)
    assert "Number shown" in page
    assert ("there is nothing to pay" in page) is (status is CallStatus.REFUSED)
    assert "the sentence it spoke" not in page
    listed = (await browser.get("/calls?direction=outbound", follow_redirects=True)).text
    assert f'href="/calls/{call.id}"' in listed
    assert said in listed
    assert listed.count('<span class="tag">Outgoing</span>') == 1
