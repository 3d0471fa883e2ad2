"""The logins of an installation: the owner who migrates, and roles that own nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import URL, make_url

from dialora.store.keyring import Keyring

_DRIVER = "postgresql+psycopg"

#: For libpq, where the owner's address says nothing else. A connection is made within so many seconds or not
#: at all; a peer that is gone without a word is noticed by probes after half a minute where nothing is sent,
#: after ten seconds where something is.
_WIRE: Final[Mapping[str, str]] = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "10000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """How each login reaches the database."""

    #: Owns the tables; migrates them; sees no row through row level security.
    owner: URL
    #: Sees one account at a time.
    app: URL
    #: Sees across accounts, and only what it must.
    platform: URL
    #: Sees the queue of jobs, which holds ids, and no other table.
    queue: URL


def database_urls(owner_url: str, keyring: Keyring) -> DatabaseUrls:
    """All logins from the owner's. Names and passwords come from the secret key: two installations in
    one cluster do not meet, and no password needs keeping. Raises ValueError for a URL that is none."""
    owner = make_url(owner_url)
    if owner.get_backend_name() != "postgresql":
        raise ValueError(f"the database must be PostgreSQL, not {owner.get_backend_name()}")
    owner = owner.set(drivername=_DRIVER, query={**_WIRE, **owner.query})
    name = f"dialora_{keyring.derive('role names', 5).hex()}"
    return DatabaseUrls(
        owner=owner,
        app=owner.set(username=f"{name}_app", password=keyring.derive("app role").hex()),
        platform=owner.set(username=f"{name}_platform", password=keyring.derive("platform role").hex()),
        queue=owner.set(username=f"{name}_queue", password=keyring.derive("queue role").hex()),
    )
