"""How the largest number of calls is found."""

from __future__ import annotations

import pytest

from dialora.bench.search import largest


async def _search(border: int, first: int) -> tuple[int, list[int]]:
    tried: list[int] = []

    async def holds(size: int) -> bool:
        tried.append(size)
        return size <= border

    return await largest(first, holds), tried


@pytest.mark.parametrize("border", [1, 2, 5, 23, 24, 37, 250, 411, 2_000])
@pytest.mark.parametrize("first", [1, 16, 200])
async def test_the_border_is_found_from_wherever_the_search_begins(border: int, first: int) -> None:
    found, tried = await _search(border, first)
    assert found <= border <= found * 1.1 + 1
    assert found in tried
    assert len(tried) <= 25


async def test_what_carries_nothing_is_found_to_carry_nothing() -> None:
    assert (await _search(0, 12))[0] == 0


async def test_nothing_is_tried_twice() -> None:
    _, tried = await _search(37, 16)
    assert len(tried) == len(set(tried))
