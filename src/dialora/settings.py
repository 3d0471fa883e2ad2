"""What an operator sets: one frozen Settings, read once from DIALORA_* and the files of DIALORA_*_FILE."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dialora.domain.admission import CallLimits
from dialora.domain.errors import Invalid
from dialora.domain.rights import LEAST_RECORD_DAYS, MOST_DAYS, Retention
from dialora.store.keyring import Keyring
from dialora.store.roles import DatabaseUrls, database_urls

_PREFIX = "DIALORA_"
_FILE = "_FILE"
_MOST = 1_000_000


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("should be a web address such as https://phone.example.com")
    return value.rstrip("/")


def _postgresql(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in ("postgresql", "postgres"):
        raise ValueError("should be a PostgreSQL address such as postgresql://owner:password@host/dialora")
    return value


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 32:
        raise ValueError("should have at least 32 characters that nobody can guess")
    return value


def _roles(value: str) -> str:
    known = {"all", "web", "media", "worker"}
    if not set(value.split(",")) <= known:
        raise ValueError(f"should be one or more of {', '.join(sorted(known))}, with commas between")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]


def _home_of_files() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/dialora")
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "dialora"


class Settings(BaseSettings):
    """Everything an operator may set. Each name is DIALORA_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    #: The owner's login; None is the embedded PostgreSQL in the data folder.
    database_url: Annotated[SecretStr, AfterValidator(_postgresql)] | None = None
    data: Path = Field(default_factory=_home_of_files)
    host: str = "127.0.0.1"
    #: Where the other processes of this installation reach this one: its address in the inner network,
    #: where they run on several machines.
    internal_host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    #: How the world reaches us: in signatures, links and stream addresses. None is host and port.
    public_url: WebAddress | None = None
    #: None is the file secret.key in the data folder.
    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    twilio_api_url: WebAddress = "https://api.twilio.com"
    llm_base_url: WebAddress | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    #: The mail server, such as smtp+starttls://user:password@mail.example.com:587.
    smtp_url: SecretStr | None = None
    #: Whom letters are from; None is the user of the mail server.
    mail_from: str | None = None
    #: Whether accounts may send webhooks to addresses of the inner network, over plain http too.
    webhook_allow_inner: bool = False
    clamd_url: str | None = None
    #: A file with seconds to add to the clock; for tests.
    clock_offset_path: Path | None = None
    #: The server that the demo calls instead of one of its own.
    url: WebAddress | None = None
    #: Calls that may run at once, over all processes: with the embedded models more make everybody wait.
    lines: int = Field(default=12, ge=1, le=100_000)
    #: Calls of one number within an hour and a day, and of all numbers of an account within a day; 0 is no
    #: limit. An account may have its own (`dialora account limits`).
    caller_calls_hour: int = Field(default=30, ge=0, le=_MOST)
    caller_calls_day: int = Field(default=100, ge=0, le=_MOST)
    account_calls_day: int = Field(default=0, ge=0, le=_MOST)
    #: Callers of an account that are put through to a person within a day; 0 is no limit.
    transfers_day: int = Field(default=100, ge=0, le=_MOST)
    #: Seconds that a call may last, and of silence after which the caller is asked whether they are there.
    longest_call_s: int = Field(default=900, ge=30, le=14_400)
    silence_s: int = Field(default=8, ge=3, le=60)
    #: Days that sound, words, messages and proof are kept where an account has set nothing.
    audio_days: int = Field(default=30, ge=1, le=MOST_DAYS)
    transcript_days: int = Field(default=90, ge=1, le=MOST_DAYS)
    message_days: int = Field(default=365, ge=1, le=MOST_DAYS)
    record_days: int = Field(default=LEAST_RECORD_DAYS, ge=LEAST_RECORD_DAYS, le=MOST_DAYS)
    #: What a process serves: "all", or some of "web", "media", "worker".
    role: Annotated[str, AfterValidator(_roles)] = "all"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @classmethod
    def read(cls, **known: Any) -> Settings:
        """From the environment and the files it names; what is passed goes before both.

        Raises Invalid, which says what to change and never repeats a value: it may be a secret.
        """
        try:
            return cls(**(_from_files(cls, os.environ) | known))
        except ValidationError as error:
            lines = (
                f"{_PREFIX}{str(problem['loc'][0]).upper()}: {_plainly(problem['msg'])}"
                for problem in error.errors(include_input=False, include_url=False)
            )
            raise Invalid("\n".join(lines), field="settings", code="settings_invalid") from None

    def handed_on(self) -> str:
        """Everything, secrets too, for a child process to `take_over`: through a pipe, never a file."""
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in self
        }
        return json.dumps(plain, default=str)

    @classmethod
    def take_over(cls, handed_on: str) -> Settings:
        """What the parent runs by, whatever this process's environment says."""
        return cls(**json.loads(handed_on))

    @property
    def call_limits(self) -> CallLimits:
        """What callers may use up where their account has set nothing."""
        return CallLimits(
            caller_hour=self.caller_calls_hour,
            caller_day=self.caller_calls_day,
            account_day=self.account_calls_day,
            transfers_day=self.transfers_day,
            longest_s=self.longest_call_s,
            silence_s=self.silence_s,
        )

    @property
    def retention(self) -> Retention:
        """How long things are kept where their account has set nothing."""
        return Retention(
            audio_days=self.audio_days,
            transcript_days=self.transcript_days,
            message_days=self.message_days,
            record_days=self.record_days,
        )

    @property
    def address(self) -> str:
        """Where the pages are."""
        # Every address of this machine: the one it calls itself is good for a link.
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        host = f"[{here}]" if ":" in here else here
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def holds_calls(self) -> bool:
        """Whether our processes speak and listen."""
        return not {"all", "media"}.isdisjoint(self.role.split(","))

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach us."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    def database_urls(self, keyring: Keyring) -> DatabaseUrls:
        """The logins to the database that was set; the parent sets the embedded one for its children.
        Raises Invalid where none is set."""
        if self.database_url is None:
            raise Invalid("No database is set.", field="database_url", code="settings_invalid")
        return database_urls(self.database_url.get_secret_value(), keyring)

    def keyring(self) -> Keyring:
        """The master key: the secret that was set, or that of the data folder, made on first use."""
        if self.secret_key is not None:
            return Keyring(self.secret_key.get_secret_value().encode())
        return Keyring(_kept_secret(self.data / "secret.key"))


def _from_files(settings: type[Settings], environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for field in settings.model_fields:
        name = f"{_PREFIX}{field.upper()}"
        path = environment.get(name + _FILE)
        if not path:
            continue
        if environment.get(name):
            raise Invalid(f"Set {name} or {name}{_FILE}, not both.", code="settings_invalid")
        try:
            found[field] = Path(path).read_text().strip()
        except OSError as error:
            raise Invalid(f"{name}{_FILE}: {error.strerror}", code="settings_invalid") from None
    return found


def _plainly(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")


def _kept_secret(path: Path) -> bytes:
    # Others may pass through (the embedded database runs as another user), not look around.
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked into place: of several processes one wins and none reads half a key.
        descriptor, fresh = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32).hex().encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh)
    return path.read_bytes().strip()
