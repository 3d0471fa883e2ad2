"""The logins of an installation: the owner who migrates, and roles that own nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, make_url

from dialora.store.keyring import Keyring

_DRIVER = "postgresql+psycopg"


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
    owner = owner.set(drivername=_DRIVER)
    name = f"dialora_{keyring.derive('role names', 5).hex()}"
    return DatabaseUrls(
        owner=owner,
        app=owner.set(username=f"{name}_app", password=keyring.derive("app role").hex()),
        platform=owner.set(username=f"{name}_platform", password=keyring.derive("platform role").hex()),
        queue=owner.set(username=f"{name}_queue", password=keyring.derive("queue role").hex()),
    )
