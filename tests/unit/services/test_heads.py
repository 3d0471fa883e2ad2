"""Heads of ledgers on a disk that fills up."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dialora.domain.ledger import LedgerHead
from dialora.services.heads import Heads
from worlds import KEYRING


def _half(write: Callable[[int, bytes], int]) -> Callable[[int, bytes], int]:
    return lambda file, line: write(file, line[: len(line) // 2])


def test_a_head_that_was_written_in_part_was_not_kept_and_spoils_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = Heads(folder=tmp_path, keyring=KEYRING)
    first, second = (
        LedgerHead(account_id="acct_1", seq=seq, hash=bytes(32), signature=bytes(64)) for seq in (1, 2)
    )
    with monkeypatch.context() as full:
        full.setattr(os, "write", _half(os.write))
        with pytest.raises(OSError, match="No space"):
            heads.keep(first)
    heads.keep(second)
    assert heads.of_account("acct_1") == (second,)
