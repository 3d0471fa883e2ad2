"""Letters leave over real SMTP: whole, safe, and put off or given up as the other side says."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from dialora.domain.errors import Invalid, ProviderError, ProviderRejected, ProviderTimeout
from dialora.ports.outbound import Mail
from dialora.providers.mail import smtp
from dialora.providers.mail.smtp import NoMail, Smtp

LETTER = Mail(
    to="owner@example.com",
    subject="Message from Ada Quill",
    text="Ada Quill left a message.\n\n    Grüße – 你好\n",
    html="<p>Ada Quill left a message.</p>",
    message_id="<dlv_1@dialora.example.com>",
)


@dataclass
class Office:
    """A mail server of somebody else's. `says` answers each step: HELO, MAIL, RCPT, DATA."""

    says: Callable[[str], str | None] = lambda step: None
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    port: int = 0
    slow: asyncio.Event | None = None

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.slow is not None:
            await self.slow.wait()
        envelope.mail_from = address
        return self.says("MAIL") or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = self.says("RCPT")
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refused = self.says("DATA")
        if refused is None:
            assert isinstance(envelope.content, bytes)
            read = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(read, EmailMessage)
            self.taken.append(read)
            self.envelopes.append(envelope)
        return refused or "250 queued as 42"

    def to(self, **changes: str | bool | None) -> Smtp:
        known = {"host": "127.0.0.1", "tls": False, "starttls": False, "sender": "desk@dialora.example.com"}
        return Smtp(**{"port": self.port, **known, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def open_office(office: Office, **options: object) -> AsyncIterator[Office]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(office, hostname="mail.example.com", **options),  # type: ignore[arg-type]
        "127.0.0.1",
        0,
    )
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office


def saying(step: str, reply: str) -> Callable[[str], str | None]:
    return lambda asked: reply if asked == step else None


async def test_a_letter_arrives_as_text_and_as_a_page() -> None:
    async with open_office(Office()) as office:
        answer = await office.to().send(LETTER)
        [letter], [envelope] = office.taken, office.envelopes
    assert (answer.status, "queued as 42" in answer.text) == (250, True)
    assert envelope.rcpt_tos == ["owner@example.com"]
    assert (letter["Subject"], letter["To"]) == ("Message from Ada Quill", "owner@example.com")
    assert (letter["From"], letter["Message-ID"]) == ("Dialora <desk@dialora.example.com>", LETTER.message_id)
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert page.get_content().strip() == LETTER.html


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: all@example.com", "Ada\nX: y", "Ada\x00\x0b\x0cQuill", "Ada\u2028Quill\u0085"]
)
async def test_a_name_cannot_begin_another_header(name: str) -> None:
    letter = Mail(
        to=LETTER.to, subject=f"Message from {name}", text="x", html="x", message_id=LETTER.message_id
    )
    async with open_office(Office()) as office:
        await office.to().send(letter)
        [taken], [envelope] = office.taken, office.envelopes
    assert envelope.rcpt_tos == ["owner@example.com"]
    assert {"Bcc", "X"} & set(taken.keys()) == set()
    assert taken["Subject"].startswith("Message from Ada")


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_not_now_means_later(step: str) -> None:
    async with open_office(Office(says=saying(step, "451 come back later"))) as office:
        with pytest.raises(ProviderError, match="451") as put_off:
            await office.to().send(LETTER)
        assert put_off.value.retryable


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_never_means_never(step: str) -> None:
    async with open_office(Office(says=saying(step, "550 nobody here by that name"))) as office:
        with pytest.raises(ProviderRejected, match="550") as refused:
            await office.to().send(LETTER)
        assert not refused.value.retryable


async def test_a_wrong_password_is_the_operator_s_to_mend_and_the_letter_waits() -> None:
    def refuse(*asked: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with open_office(Office(), authenticator=refuse, auth_require_tls=False) as office:
        with pytest.raises(ProviderError, match="535") as refused:
            await office.to(user="desk", password="wrong").send(LETTER)
        assert refused.value.retryable


async def test_user_and_password_are_told() -> None:
    told: list[object] = []

    def take(server: SMTP, session: Session, envelope: Envelope, how: str, who: object) -> AuthResult:
        told.append(who)
        return AuthResult(success=True)

    async with open_office(Office(), authenticator=take, auth_require_tls=False) as office:
        await office.to(user="desk", password="right").send(LETTER)
        assert told == [LoginPassword(login=b"desk", password=b"right")]


async def test_where_no_server_is_the_letter_waits() -> None:
    async with open_office(Office()) as office:
        pass
    with pytest.raises(ProviderError) as failed:
        await office.to().send(LETTER)
    assert (failed.value.code, failed.value.retryable) == ("not_reached", True)


async def test_a_server_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.3)
    async with open_office(Office(slow=asyncio.Event())) as office:
        assert office.slow is not None
        with pytest.raises(ProviderTimeout) as late:
            await office.to().send(LETTER)
        assert late.value.retryable
        office.slow.set()


async def test_a_server_that_cannot_encrypt_gets_no_password() -> None:
    async with open_office(Office()) as office:
        with pytest.raises(ProviderError):
            await office.to(user="desk", password="right", starttls=True).send(LETTER)
        assert office.taken == []


async def test_without_a_mail_server_nothing_is_tried_again() -> None:
    assert not NoMail().ready
    with pytest.raises(ProviderError) as refused:
        await NoMail().send(LETTER)
    assert not refused.value.retryable


def test_the_address_of_a_mail_server_says_how_it_is_reached() -> None:
    by = Smtp.at("smtps://desk%40example.com:p%40ss@mail.example.com", sender=None)
    assert (by.host, by.port, by.tls, by.user, by.password) == (
        "mail.example.com",
        465,
        True,
        "desk@example.com",
        "p@ss",
    )
    assert by.sender == "desk@example.com"
    # A password is never sent in the clear, even where the address does not say so.
    assert Smtp.at("smtp://desk:secret@mail.example.com:25", sender="a@example.com").starttls is True
    assert Smtp.at("smtp://mail.example.com:25", sender="a@example.com").starttls is None
    assert "p@ss" not in repr(by)


@pytest.mark.parametrize(
    "address", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://mail.example.com:port"]
)
def test_an_address_of_no_mail_server_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(Invalid, match="DIALORA_SMTP_URL") as refused:
        Smtp.at(f"{address}", sender="a@example.com")
    assert "mail.example.com:port" not in refused.value.message


def test_a_sender_is_asked_for() -> None:
    with pytest.raises(Invalid, match="DIALORA_MAIL_FROM"):
        Smtp.at("smtp://mail.example.com", sender=None)
