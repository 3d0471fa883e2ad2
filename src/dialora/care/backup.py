"""`dialora backup` and `dialora restore`: an installation as one file, and a new one out of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dialora.care import dump
from dialora.care.archive import DATABASE, FOLDERS, Contents, Told, unpack, write_archive
from dialora.domain.errors import Conflict, Forbidden
from dialora.serving.database import open_database
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from dialora.store.keyring import Keyring
from dialora.store.migrate import migrate
from dialora.store.roles import database_urls

_MARK_BYTES: Final = 8


def backup(settings: Settings, file: Path, now: datetime, told: Told) -> None:
    """Everything but the secret key, while calls go on: the rows of one moment, and the sound and ledger
    heads that were there at the latest. Raises Conflict where the file exists, Unavailable."""
    keyring = settings.keyring()
    with write_archive(file, told) as archive, tempfile.TemporaryDirectory(dir=file.parent) as folder:
        dumped = Path(folder) / DATABASE
        with open_database(settings, keyring) as urls:
            dump.dump(urls.owner, dumped)
        archive.add(dumped, DATABASE)
        for name in FOLDERS:
            archive.add_folder(settings.data / name, name)
        archive.close(made_at=now.astimezone(UTC).isoformat(timespec="seconds"), key_mark=_mark(keyring))


def restore(settings: Settings, file: Path, told: Told) -> Contents:
    """Into a new installation with the old one's secret key. Nothing is changed where anything is wrong.

    Raises Invalid where the file is no whole backup, Forbidden under another key, Conflict where there is
    an installation already, Unavailable.
    """
    _refuse_another(settings)
    settings.data.mkdir(mode=0o711, parents=True, exist_ok=True)
    keyring = settings.keyring()
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        contents = unpack(file, Path(folder), told)
        if contents.key_mark != _mark(keyring):
            raise Forbidden(
                "That backup was made under another secret key: set DIALORA_SECRET_KEY to it, or put the"
                f" old secret.key into {settings.data}.",
                code="backup_of_another_key",
            )
        _restore_rows(settings, keyring, Path(folder) / DATABASE)
        for name in FOLDERS:
            if (Path(folder) / name).exists():
                shutil.copytree(Path(folder) / name, settings.data / name, dirs_exist_ok=True)
                os.chmod(settings.data / name, 0o700)
    return contents


def _restore_rows(settings: Settings, keyring: Keyring, dumped: Path) -> None:
    if settings.database_url is not None:
        urls = database_urls(settings.database_url.get_secret_value(), keyring)
        dump.restore(urls.owner, dumped)
        migrate(urls)
        return
    postgres = EmbeddedPostgres(settings.data, keyring)
    postgres.start()
    try:
        urls = database_urls(postgres.owner_url(), keyring)
        dump.restore(urls.owner, dumped)
        migrate(urls)
    finally:
        postgres.stop()


def _refuse_another(settings: Settings) -> None:
    inside = [name for name in ("postgres", *FOLDERS) if (settings.data / name).exists()]
    if inside:
        raise Conflict(
            f"There is an installation in {settings.data} already ({', '.join(inside)}): name a new folder"
            " with DIALORA_DATA.",
            code="data_folder_in_use",
        )


def _mark(keyring: Keyring) -> str:
    """Tells keys apart and tells nothing of them."""
    return keyring.derive("backup mark", _MARK_BYTES).hex()
