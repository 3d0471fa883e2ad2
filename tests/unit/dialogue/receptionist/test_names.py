"""Names that must be right: read back, corrected, spelled."""

from __future__ import annotations

from dialora.ports.dialogue import Heard
from receptions import Caller

SPELLED = "Q as in queen, U as in umbrella, I as in ice, L as in lion, L as in lion."


async def booking(caller: Caller) -> None:
    await caller.says("A cleaning on Thursday at 3.")


async def test_a_wrong_name_is_corrected_by_saying_it_again() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("It's Ida Quill.")
    assert "I have Ada Quill" in await caller.says("No, it's Ada Quill.")
    await caller.says("Yes.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_only_the_last_name_is_corrected() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ada Quell")
    assert "I have Ada Quill" in await caller.says("No, Quill.")


async def test_a_no_asks_for_the_letters_which_are_read_back() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ada Quil")
    assert "spell your last name" in await caller.says("No.")
    assert "A, D, A. Then Q, U, I, L, L" in await caller.says(SPELLED)
    await caller.says("Yes.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_no_with_the_letters_at_once() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ada Quil")
    assert "I have Ada Quill" in await caller.says(f"No, it's {SPELLED}")


async def test_both_names_spelled_in_one_go() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ida Quil", "No.")
    assert "I have Ada Quill" in await caller.says("A-D-A, Q-U-I-L-L")


async def test_after_the_last_name_the_first_is_spelled() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ida Quill", "No.")
    assert "I have Ida Quill" in await caller.says(SPELLED)
    assert "spell your first name" in await caller.says("No.")
    assert "I have Ada Quill" in await caller.says("A as in apple, D as in dog, A as in apple.")


async def test_a_name_the_ear_was_not_sure_of_is_spelled_at_once() -> None:
    caller = Caller()
    await booking(caller)
    await caller.utters(Heard(text="My name is Eda Quil.", confidence=-0.7))
    assert "spell your last name" in caller.heard
    assert "spell your first name" in await caller.says(SPELLED)
    assert "I have Ada Quill" in await caller.says("Alpha, Delta, Alpha.")


async def test_only_a_first_name_asks_for_the_last() -> None:
    caller = Caller()
    await booking(caller)
    assert "last name" in await caller.says("Ada.")
    assert "I have Ada Quill" in await caller.says("Quill.")


async def test_a_name_that_is_also_a_word() -> None:
    caller = Caller()
    await booking(caller)
    assert "I have Mark Price" in await caller.says("Mark Price.")
    await caller.says("Yes.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Mark Price"]


async def test_a_name_that_is_a_service_does_not_change_the_service() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ada Crown.", "Yes.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Crown"]


async def test_a_rejected_name_is_not_proposed_again() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Ada Quil", "No.")
    said = await caller.says("Quil.")
    assert "I have Ada Quil. " not in said


async def test_a_name_that_is_not_heard_twice_is_spelled() -> None:
    caller = Caller()
    await booking(caller)
    await caller.mumbles()
    assert "spell your last name" in await caller.mumbles()
    assert "spell your first name" in await caller.says(SPELLED)
    await caller.says("Alpha, Delta, Alpha.", "Yes.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_a_name_that_was_right_is_right_again_when_said_and_spelled_with_one_letter_misheard() -> None:
    caller = Caller()
    await booking(caller)
    await caller.says("Charles Crawford")
    letters = (
        "C as in cat, H as in hotel, A as in apple, R as in red, L as in love, E as in Edward, F as in sense"
    )
    assert "I have Charles Crawford" in await caller.says(f"No, my first name is Charles, {letters}.")
