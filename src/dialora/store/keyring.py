"""Secrets at rest: one master key seals a data key per account, which seals what the account owns.

AES-256-GCM (NIST SP 800-38D). A sealed value is version (1 byte) + nonce (12) + ciphertext and tag (16).
The account's id and what the value is are authenticated with it, so that a sealed value copied into
another account's row, or into another column, does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dialora.domain.errors import DialoraError
from dialora.domain.phone import PhoneNumber

_VERSION = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_SHORTEST_SECRET = 32


class SealBroken(DialoraError):
    """Something sealed could not be opened: it was altered, moved, or sealed with another key."""


class AccountSeal:
    """Seals and opens what one account owns."""

    __slots__ = ("_account_id", "_cipher", "_word_key")

    def __init__(self, account_id: str, data_key: bytes) -> None:
        self._account_id = account_id
        self._cipher = AESGCM(data_key)
        self._word_key = _derived(data_key, "words", _KEY_BYTES)

    def seal(self, what: str, plaintext: bytes) -> bytes:
        """`what` names the column or file, such as "message.text"; opening asks for the same name."""
        return _seal(self._cipher, plaintext, self._bound_to(what))

    def open(self, what: str, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        return _open(self._cipher, sealed, self._bound_to(what))

    def seal_text(self, what: str, text: str) -> bytes:
        return self.seal(what, text.encode())

    def open_text(self, what: str, sealed: bytes) -> str:
        """Raises SealBroken."""
        return self.open(what, sealed).decode()

    def word_hash(self, word: str) -> int:
        """What a word is looked up by without being written down: 64 bits that no other account shares."""
        digest = hmac.digest(self._word_key, word.encode(), "sha256")
        return int.from_bytes(digest[:8], signed=True)

    def _bound_to(self, what: str) -> bytes:
        return f"{self._account_id}\x00{what}".encode()


class Keyring:
    """The installation's master secret and everything derived from it."""

    __slots__ = ("_master", "_number_key", "_restricted", "_secret")

    def __init__(self, secret: bytes) -> None:
        """At least 32 bytes that nobody can guess. Raises ValueError when it is shorter."""
        if len(secret) < _SHORTEST_SECRET:
            raise ValueError(f"the secret key has {len(secret)} bytes, it needs at least {_SHORTEST_SECRET}")
        self._secret = secret
        self._master = AESGCM(self.derive("account data keys"))
        self._number_key = self.derive("telephone numbers")
        # What law keeps of people who were forgotten: no account's key opens it.
        self._restricted = AESGCM(self.derive("restricted store"))

    def derive(self, purpose: str, length: int = _KEY_BYTES) -> bytes:
        """A key for one purpose (HKDF-SHA256, RFC 5869); knowing it tells nothing of any other."""
        return _derived(self._secret, purpose, length)

    def new_data_key(self, account_id: str) -> bytes:
        """A fresh data key for an account, sealed; only the sealed form is stored."""
        return _seal(self._master, os.urandom(_KEY_BYTES), account_id.encode())

    def account_seal(self, account_id: str, sealed_data_key: bytes) -> AccountSeal:
        """Raises SealBroken when the secret key is not the one the account was made under."""
        return AccountSeal(account_id, _open(self._master, sealed_data_key, account_id.encode()))

    def new_person_key(self, account_id: str, person_id: str) -> bytes:
        """A fresh key for what law keeps of one person, sealed in the restricted keyring."""
        return _seal(self._restricted, os.urandom(_KEY_BYTES), f"{account_id}\x00{person_id}".encode())

    def person_seal(self, account_id: str, person_id: str, sealed_key: bytes) -> AccountSeal:
        """What that key seals and opens. Raises SealBroken."""
        key = _open(self._restricted, sealed_key, f"{account_id}\x00{person_id}".encode())
        return AccountSeal(f"{account_id}\x00{person_id}", key)

    def number_hash(self, number: PhoneNumber) -> bytes:
        """How a number is looked up and locked without being written down."""
        return hmac.new(self._number_key, number.e164.encode(), hashlib.sha256).digest()


def _derived(secret: bytes, purpose: str, length: int) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=length, salt=b"dialora", info=purpose.encode())
    return hkdf.derive(secret)


def _seal(cipher: AESGCM, plaintext: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + cipher.encrypt(nonce, plaintext, bound_to)


def _open(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) < _NONCE_BYTES:
        raise SealBroken
    try:
        return cipher.decrypt(nonce, ciphertext, bound_to)
    except InvalidTag:
        raise SealBroken from None
