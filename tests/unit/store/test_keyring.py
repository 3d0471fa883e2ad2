"""What is sealed opens with the same key, in the same account, under the same name, and nowhere else."""

from __future__ import annotations

import pytest

from dialora.domain.phone import PhoneNumber
from dialora.store.keyring import AccountSeal, Keyring, SealBroken

KEYRING = Keyring(b"k" * 32)


def seal_of(account_id: str, keyring: Keyring = KEYRING) -> AccountSeal:
    return keyring.account_seal(account_id, keyring.new_data_key(account_id))


def test_what_was_sealed_opens_again() -> None:
    seal = seal_of("acct_1")
    assert seal.open_text("turn.caller_text", seal.seal_text("turn.caller_text", "Hello.")) == "Hello."


def test_sealing_twice_looks_different() -> None:
    seal = seal_of("acct_1")
    assert seal.seal("a", b"the same") != seal.seal("a", b"the same")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    seal = seal_of("acct_1")
    with pytest.raises(SealBroken):
        seal.open("message.text", seal.seal("turn.caller_text", b"Hello."))


def test_a_data_key_moved_to_another_account_does_not_open() -> None:
    with pytest.raises(SealBroken):
        KEYRING.account_seal("acct_2", KEYRING.new_data_key("acct_1"))


def test_another_account_cannot_open_it() -> None:
    with pytest.raises(SealBroken):
        seal_of("acct_2").open("a", seal_of("acct_1").seal("a", b"Hello."))


def test_another_secret_key_cannot_open_it() -> None:
    with pytest.raises(SealBroken):
        Keyring(b"j" * 32).account_seal("acct_1", KEYRING.new_data_key("acct_1"))


@pytest.mark.parametrize("position", [0, 1, 12, 13, 20, -1])
def test_any_altered_byte_is_noticed(position: int) -> None:
    seal = seal_of("acct_1")
    sealed = bytearray(seal.seal("a", b"Hello there."))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        seal.open("a", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"n" * 12, b"plain text that never was sealed"])
def test_rubbish_is_refused_in_the_same_way(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        seal_of("acct_1").open("a", sealed)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Keyring(b"short")


def test_keys_for_different_purposes_differ() -> None:
    assert KEYRING.derive("one") != KEYRING.derive("other")
    assert KEYRING.derive("one") == Keyring(b"k" * 32).derive("one")


def test_a_number_hash_is_the_same_for_the_same_number_only() -> None:
    number, other = PhoneNumber("+12125550123"), PhoneNumber("+12125550124")
    assert KEYRING.number_hash(number) == KEYRING.number_hash(number)
    assert KEYRING.number_hash(number) != KEYRING.number_hash(other)
    assert KEYRING.number_hash(number) != Keyring(b"j" * 32).number_hash(number)
