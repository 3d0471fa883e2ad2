"""Mail over SMTP (RFC 5321): to the server that the operator set, encrypted wherever it can be."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

import aiosmtplib

from dialora.domain.errors import Invalid, ProviderError, ProviderRejected, ProviderTimeout
from dialora.ports.outbound import Answer, Mail

SECONDS = 20.0
_NAME = "smtp"
#: The scheme says how the connection is encrypted: whether from the first byte, and whether it must be.
_SCHEMES = {"smtp": (False, None), "smtps": (True, False), "smtp+starttls": (False, True)}
_PORTS = {"smtp": 587, "smtps": 465, "smtp+starttls": 587}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A Mailer over one SMTP server."""

    host: str
    port: int
    #: Encrypted from the first byte.
    tls: bool
    #: Whether STARTTLS must be (True), must not be (False), or is used where offered (None).
    starttls: bool | None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str

    @classmethod
    def at(cls, url: str, *, sender: str | None) -> Smtp:
        """From an address such as smtp+starttls://user:password@mail.example.com:587.
        Raises Invalid, which never repeats it: it holds a password."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _wrong("cannot be read") from None
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise _wrong("should look like smtp+starttls://user:password@mail.example.com:587")
        tls, starttls = _SCHEMES[parts.scheme]
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        if password is not None and starttls is None and parts.hostname not in _LOOPBACK:
            # A password never travels in the clear, whatever the server offers.
            starttls = True
        sender = sender or user
        if sender is None or "@" not in sender:
            raise _wrong("names no sender: set DIALORA_MAIL_FROM to an e-mail address")
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            tls=tls,
            starttls=starttls,
            user=user,
            password=password,
            sender=sender,
        )

    @property
    def ready(self) -> bool:
        return True

    async def send(self, mail: Mail) -> Answer:
        async with self._server() as server:
            _, said = await server.send_message(self._letter(mail), recipients=[mail.to])
        return Answer(status=250, text=_one_line(said))

    async def reach(self) -> None:
        """Sign in and leave again. Raises ProviderError."""
        async with self._server():
            pass

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[aiosmtplib.SMTP]:
        try:
            async with aiosmtplib.SMTP(
                hostname=self.host,
                port=self.port,
                use_tls=self.tls,
                start_tls=self.starttls,
                username=self.user,
                password=self.password,
                timeout=SECONDS,
            ) as server:
                yield server
        except (TimeoutError, aiosmtplib.SMTPTimeoutError) as error:
            raise ProviderTimeout(
                "The mail server did not answer in time.", provider=_NAME, retryable=True
            ) from error
        except (OSError, aiosmtplib.SMTPException) as error:
            raise _named(error) from error

    def _letter(self, mail: Mail) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address("Dialora", addr_spec=self.sender)
        letter["To"] = mail.to
        letter["Subject"] = _one_line(mail.subject)
        letter["Message-ID"] = mail.message_id
        # No holiday notice should come back.
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(mail.text)
        letter.add_alternative(mail.html, subtype="html")
        return letter


class NoMail:
    """A Mailer where the operator has set no mail server."""

    @property
    def ready(self) -> bool:
        return False

    async def send(self, mail: Mail) -> Answer:
        raise ProviderError("No mail server is set.", provider=_NAME, retryable=False, code="mail_not_set_up")


def _named(error: OSError | aiosmtplib.SMTPException) -> ProviderError:
    """What it means for the letter: a 4yz reply may change (RFC 5321, 4.2.1), a 5yz about it will not."""
    refused = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
    if not isinstance(refused, aiosmtplib.SMTPResponseException):
        return ProviderError(
            "The mail server cannot be reached.", provider=_NAME, retryable=True, code="not_reached"
        )
    said = f"The mail server said {refused.code} {_one_line(refused.message)[:200]}"
    if isinstance(refused, aiosmtplib.SMTPAuthenticationError) or refused.code < 500:
        # A wrong password is the operator's to mend: the letter waits.
        return ProviderError(said, provider=_NAME, retryable=True, code="mail_put_off")
    return ProviderRejected(said, provider=_NAME, retryable=False, code="mail_refused")


def _one_line(text: str) -> str:
    """Nothing that could begin another header, or another line of a list."""
    return re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", text).strip()


def _wrong(why: str) -> Invalid:
    return Invalid(f"DIALORA_SMTP_URL: {why}", field="smtp_url", code="settings_invalid")
