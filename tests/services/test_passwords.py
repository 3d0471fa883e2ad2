"""How the product keeps passwords. The other tests hash them cheaply (see conftest.py): it is said here."""

from __future__ import annotations

import re

from pwdlib import PasswordHash


def test_a_password_is_hashed_slowly_and_with_much_memory(product_passwords: PasswordHash) -> None:
    """OWASP, Password Storage Cheat Sheet: Argon2id with 19 MiB and two passes at least."""
    hashed = product_passwords.hash("correct horse battery staple")
    cost = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", hashed)
    assert cost
    assert int(cost[1]) >= 19 * 1024
    assert int(cost[2]) >= 2
    assert product_passwords.verify("correct horse battery staple", hashed)
    assert not product_passwords.verify("correct horse battery stable", hashed)
