"""The whole database in a file and back, with PostgreSQL's own programs out of the embedded one's wheel."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import URL

from dialora.domain.errors import Conflict, Unavailable
from dialora.serving.postgres import programs_of_wheel
from dialora.store.access import SEES_ALL

#: Who may do what is decided by the secret key of the installation that the rows come to.
_DECIDED_ANEW: Final = (" POLICY ", " ACL ", " DEFAULT ACL ")
_LAST_WORDS: Final = 500


def dump(owner: URL, file: Path) -> None:
    """One consistent state of all rows, while calls go on. Raises Unavailable."""
    _run(
        owner,
        *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
        *("--enable-row-security", "--no-password", f"--file={file}", f"--dbname={_without_password(owner)}"),
        options=f"-c {SEES_ALL}=on",
    )


def restore(owner: URL, file: Path) -> None:
    """Into a database without tables; who may do what is for `migrate` to say afterwards. Raises Conflict
    where there are tables, Unavailable."""
    _refuse_tables(owner)
    entries = _run(owner, "pg_restore", "--list", str(file)).splitlines()
    wanted = file.with_suffix(".list")
    wanted.write_text("\n".join(each for each in entries if not any(kind in each for kind in _DECIDED_ANEW)))
    _run(
        owner,
        *("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--no-password"),
        *(f"--use-list={wanted}", f"--dbname={_without_password(owner)}", str(file)),
    )
    with psycopg.connect(_plain(owner)) as connection:
        connection.execute("delete from access_state")


def _refuse_tables(owner: URL) -> None:
    with psycopg.connect(_plain(owner)) as connection:
        if connection.execute("select 1 from pg_tables where schemaname = 'public'").fetchone():
            raise Conflict("That database is not empty: restore into a new one.", code="database_not_empty")


def _run(owner: URL, program: str, *words: str, options: str = "") -> str:
    done = subprocess.run(
        [programs_of_wheel() / "bin" / program, *words],
        # Not among the words, which everybody on the machine can read.
        env=os.environ | {"PGPASSWORD": str(owner.password or ""), "PGOPTIONS": options},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(
            f"{program} failed: {done.stderr[-_LAST_WORDS:].strip()}", code="database_dump_failed"
        )
    return done.stdout


def _without_password(url: URL) -> str:
    return _plain(url.set(password=None))


def _plain(url: URL) -> str:
    """As PostgreSQL's own programs read it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
