"""Settings come from the environment or from files, and what is wrong with them is said plainly."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from dialora.domain.errors import Invalid
from dialora.settings import Settings

SECRET = "a secret key that only this test knows"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("DIALORA_"):
            monkeypatch.delenv(name)


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.read()
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8080, None)
    assert settings.address == "http://127.0.0.1:8080"
    assert settings.loopback


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALORA_PORT", "9000")
    monkeypatch.setenv("DIALORA_HOST", "::1")
    assert Settings.read().address == "http://[::1]:9000"
    monkeypatch.setenv("DIALORA_PUBLIC_URL", "https://phone.example.com/")
    assert Settings.read().address == "https://phone.example.com"


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", "")
    assert Settings.read().database_url is None


def test_each_setting_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv("DIALORA_SECRET_KEY_FILE", str(tmp_path / "secret"))
    (tmp_path / "port").write_text("9001\n")
    monkeypatch.setenv("DIALORA_PORT_FILE", str(tmp_path / "port"))
    settings = Settings.read()
    assert settings.port == 9001
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == SECRET


def test_a_setting_and_its_file_together_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "port").write_text("9001")
    monkeypatch.setenv("DIALORA_PORT_FILE", str(tmp_path / "port"))
    monkeypatch.setenv("DIALORA_PORT", "9000")
    with pytest.raises(Invalid, match="DIALORA_PORT or DIALORA_PORT_FILE, not both"):
        Settings.read()


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(Invalid, match="DIALORA_SECRET_KEY_FILE: No such file"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIALORA_PORT", "http"),
        ("DIALORA_PORT", "70000"),
        ("DIALORA_PUBLIC_URL", "phone.internal"),
        ("DIALORA_PUBLIC_URL", "ftp://phone.example.com"),
        ("DIALORA_DATABASE_URL", "sqlite:///there.db"),
        ("DIALORA_SECRET_KEY", "short"),
        ("DIALORA_LOG_LEVEL", "loud"),
        ("DIALORA_ROLE", "web,kitchen"),
    ],
)
def test_what_is_wrong_is_named_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid) as refused:
        Settings.read()
    assert refused.value.message.startswith(f"{name}: should be ") or "at least" in refused.value.message
    assert value not in refused.value.message.removeprefix(name)


def test_everything_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALORA_PORT", "http")
    monkeypatch.setenv("DIALORA_SECRET_KEY", "short")
    with pytest.raises(Invalid) as refused:
        Settings.read()
    assert len(refused.value.message.splitlines()) == 2


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings.read().port = 1  # type: ignore[misc]


def test_a_child_takes_over_everything_whatever_its_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings.read(
        data=tmp_path, secret_key=SECRET, database_url="postgresql://owner:word@/dialora", port=9002
    )
    handed_on = settings.handed_on()
    monkeypatch.setenv("DIALORA_PORT", "1")
    monkeypatch.setenv("DIALORA_PUBLIC_URL", "https://elsewhere.example.com")
    assert Settings.take_over(handed_on) == settings


def test_a_secret_does_not_show_when_settings_are_printed() -> None:
    settings = Settings.read(secret_key=SECRET, database_url="postgresql://owner:pass-word@/dialora")
    assert SECRET not in repr(settings)
    assert "pass-word" not in repr(settings)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path / "new")
    first = settings.keyring().derive("test")
    assert settings.keyring().derive("test") == first
    kept = tmp_path / "new" / "secret.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [it.name for it in kept.parent.iterdir()] == ["secret.key"]


def test_many_who_start_at_once_agree_on_one_secret_key(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path)
    with ThreadPoolExecutor(8) as starting:
        keys = {key.derive("test") for key in starting.map(lambda _: settings.keyring(), range(32))}
    assert len(keys) == 1


def test_only_loopback_addresses_are_loopback() -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::", "example.com"):
        assert not Settings.read(host=host).loopback
