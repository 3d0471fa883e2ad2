"""Calls we made, in the list and on their pages, and the numbers we show, in a real browser."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callbook import LONG_NAME, Callbook
from dialora.domain.calls import Call, CallStatus, Direction, EndReason
from dialora.store.ids import new_id
from sites import People
from visitor import SCHEMES, WIDTHS, Visitor, faults

#: A sentence as long as the gate's are.
WHY = "They asked on Tuesday 3 November not to be called again, and nobody has asked for a call since."
CAME_TO_NOTHING = (
    (CallStatus.REFUSED, EndReason.POLICY, WHY),
    (CallStatus.NO_ANSWER, EndReason.NOT_REACHED, None),
    (CallStatus.BUSY, EndReason.NOT_REACHED, None),
    (CallStatus.CANCELED, EndReason.WITHDRAWN, None),
    (CallStatus.FAILED, EndReason.NOT_PLACED, None),
    (CallStatus.COMPLETED, EndReason.ANSWERING_MACHINE, None),
)


async def made(book: Callbook) -> list[Call]:
    """Calls that we made, one for each way in which they come to nothing, and one that did not."""
    now = datetime.now(UTC)
    talked = await book.booked(now - timedelta(minutes=5), name=LONG_NAME)
    calls = [replace(talked, direction=Direction.OUTBOUND)]
    before = await book.lost(now - timedelta(minutes=9))
    for status, reason, outcome in CAME_TO_NOTHING:
        fresh = replace(before, id=new_id("call"), carrier_call_id=new_id("carrier"), answered_at=None)
        calls.append(
            replace(fresh, direction=Direction.OUTBOUND, status=status, end_reason=reason, outcome=outcome)
        )
    async with book.store.account(talked.account_id) as scope:
        await scope.calls.save(calls[0])
        for call in calls[1:]:
            await scope.calls.add(call)
    return calls


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_we_called_can_be_read_by_everybody(
    width: int, visitor: Visitor, people: People, book: Callbook
) -> None:
    calls = await made(book)
    pages = ("/calls", f"/calls/{calls[0].id}", f"/calls/{calls[1].id}", "/settings/numbers")
    for scheme in SCHEMES:
        async with visitor.signed_in(people.owner, width=width, scheme=scheme) as page:
            for index, address in enumerate(pages):
                await page.goto(address, wait_until="networkidle")
                if folder := os.environ.get("DIALORA_SCREENSHOTS"):
                    shot = Path(folder) / f"outgoing-{index}-{width}-{scheme}.png"
                    await page.screenshot(path=shot, full_page=True)
                assert await faults(page) == [], address
