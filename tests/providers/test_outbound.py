"""No request of ours reaches the inner network, whatever address somebody thinks of; and those that are
allowed arrive as they should."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dialora.domain.errors import Invalid, ProviderError, ProviderTimeout
from dialora.providers.outbound.addresses import IpAddress, is_public, read_target
from dialora.providers.outbound.webhooks import KEPT_BYTES, WebhookPosts
from listeners import Request, answering, listening

#: Ways to write an address that leads to this machine, to a network near it or to a cloud's own services.
#: {port} is a listener's.
FORMS = (
    "https://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1/",
    "https://127.1:{port}/",
    "https://127.0.1/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.01/",
    "https://127.0.0.1.:{port}/",
    "https://0.0.0.0:{port}/",
    "https://0:{port}/",
    "https://0/",
    "https://10.0.0.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/machine",
    "https://172.16.0.1/",
    "https://192.0.0.192/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://192.168.1.1/",
    "https://198.18.0.1/",
    "https://203.0.113.7/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2001:0:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[2606:4700::5efe:127.0.0.1]/",
    "https://[3fff::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/latest/",
    "https://[fe80::1]/",
    "https://[fe80::1%25lo]/",
    "https://[fe80::1%lo]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[v1.127.0.0.1]/",
    "https://[127.0.0.1]/",
    "https://localhost:{port}/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://anything.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://router.home.arpa/",
    "https://intranet/",
    "https://hooks.example.com./",
    "https://hooks.example.com:{port}/",
    "https://hooks.example.com:80/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://user@127.0.0.1:{port}/",
    "https://user:password@hooks.example.com/",
    "https://hooks.example.com@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\@hooks.example.com/",
    "https://hooks.example.com#@127.0.0.1/",
    "https://127.0.0.1%2f@hooks.example.com/",
    "https://127%2e0%2e0%2e1/",
    "https://127。0。0。1/",
    "https://127｡0｡0｡1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://ⓛocalhost/",
    "https://hooks.example.com /",
    "https://hooks.example.com\t/",
    "https://hooks.example.com\r\nX-Injected: yes/",
    "https://hooks.example.com\x00.example.com/",
    "https:///127.0.0.1/",
    "https:127.0.0.1",
    "//127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "https://-hooks.example.com/",
    "https://hooks..example.com/",
    "https://" + "a" * 64 + ".example.com/",
    "https://hooks.example.com/" + "a" * 2000,
    "",
)


async def nowhere(host: str, port: int) -> Sequence[IpAddress]:
    pytest.fail(f"{host} must not even be looked up")


def leading_to(*addresses: str) -> WebhookPosts:
    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        return [ipaddress.ip_address(each) for each in addresses]

    return WebhookPosts(resolve=resolve)


async def post(posts: WebhookPosts, url: str) -> str:
    answer = await posts.post(url, headers={"webhook-id": "evt_1"}, body=b"{}")
    return answer.text


async def test_no_form_of_an_inner_address_is_reached() -> None:
    assert len(FORMS) >= 40
    async with listening() as listener:
        posts = WebhookPosts(resolve=nowhere)
        for form in FORMS:
            url = form.replace("{port}", str(listener.port))
            with pytest.raises(Invalid):
                posts.check(url)
            with pytest.raises(ProviderError) as refused:
                await post(posts, url)
            assert not refused.value.retryable, url
        assert listener.connections == 0


@pytest.mark.parametrize(
    "inner",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.168.0.1", "224.0.0.1"),
        *("::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "64:ff9b::a00:1", "2002:a00:1::", "::"),
    ],
)
async def test_a_name_that_leads_to_an_inner_address_is_refused(inner: str) -> None:
    async with listening() as listener:
        for addresses in ([inner], ["93.184.215.14", inner], [inner, "93.184.215.14"]):
            with pytest.raises(ProviderError) as refused:
                await post(leading_to(*addresses), "https://hooks.example.com/")
            assert refused.value.code == "address_not_allowed"
        assert listener.connections == 0


async def test_a_resolver_that_answers_differently_the_second_time_gains_nothing() -> None:
    asked = 0

    async def rebinding(host: str, port: int) -> Sequence[IpAddress]:
        nonlocal asked
        asked += 1
        # A public address that nobody answers at, then this machine.
        return [ipaddress.ip_address("192.0.2.1" if asked > 1 else "203.0.113.1")]

    async with listening() as listener:
        posts = WebhookPosts(resolve=rebinding)
        with pytest.raises(ProviderError):
            await post(posts, "https://hooks.example.com/")
        assert (asked, listener.connections) == (1, 0)


async def test_the_connection_goes_to_the_address_that_was_looked_at(tmp_path: Path) -> None:
    """The name is asked for once; the certificate is still that of the name."""
    authority, served = _certificates("hooks.example.com", tmp_path)
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    async with listening(tls=served) as listener:
        posts = WebhookPosts(inner=True, resolve=resolve, verify=authority)
        await post(posts, f"https://hooks.example.com:{listener.port}/in?token=1")
        [request] = listener.requests
        assert asked == ["hooks.example.com"]
        assert listener.asked_for == "hooks.example.com"
        assert request.headers["host"] == f"hooks.example.com:{listener.port}"
        assert request.line == "POST /in?token=1 HTTP/1.1"


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    authority, served = _certificates("elsewhere.example.com", tmp_path)

    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        return [ipaddress.ip_address("127.0.0.1")]

    async with listening(tls=served) as listener:
        posts = WebhookPosts(inner=True, resolve=resolve, verify=authority)
        with pytest.raises(ProviderError, match="certificate"):
            await post(posts, f"https://hooks.example.com:{listener.port}/")
        assert listener.requests == []


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with listening() as inside:
        for status in (301, 302, 303, 307, 308):
            async with listening(answering(status, Location=inside.url)) as listener:
                answer = await WebhookPosts(inner=True).post(listener.url, headers={}, body=b"{}")
                assert answer.status == status
        assert inside.connections == 0


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as proxy, listening() as listener:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await post(WebhookPosts(inner=True), listener.url)
        assert (proxy.connections, listener.connections) == (0, 1)


async def test_the_beginning_of_an_answer_is_kept_and_the_rest_not_waited_for() -> None:
    def endless(request: Request) -> bytes:
        return (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        )

    async with listening(endless) as listener:
        answer = await WebhookPosts(inner=True).post(listener.url, headers={}, body=b"{}")
        assert answer.text == "a" * KEPT_BYTES


async def test_an_answer_that_is_no_text_is_kept_as_far_as_it_can_be_written_down() -> None:
    async with listening(lambda _: b"HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\n\x00\xff\xfeA") as listener:
        answer = await WebhookPosts(inner=True).post(listener.url, headers={}, body=b"{}")
        assert (answer.status, answer.text) == (500, "\ufffd\ufffd\ufffdA")


async def test_whoever_does_not_answer_in_time_is_left() -> None:
    async with listening() as listener:
        listener.open.clear()
        posts = WebhookPosts(inner=True, answer_seconds=0.2)
        with pytest.raises(ProviderTimeout) as late:
            await post(posts, listener.url)
        assert late.value.retryable
        listener.open.set()


@pytest.mark.parametrize("said", [b"", b"this is not HTTP\r\n\r\n", b"HTTP/1.1 999999 \r\n\r\n"])
async def test_whoever_answers_with_nonsense_can_be_tried_again(said: bytes) -> None:
    async with listening(lambda _: said) as listener:
        with pytest.raises(ProviderError) as failed:
            await post(WebhookPosts(inner=True), listener.url)
        assert failed.value.retryable


async def test_where_nobody_listens_can_be_tried_again() -> None:
    async with listening() as listener:
        pass
    with pytest.raises(ProviderError) as failed:
        await post(WebhookPosts(inner=True), listener.url)
    assert (failed.value.code, failed.value.retryable) == ("not_reached", True)


async def test_a_name_nobody_knows_can_be_tried_again() -> None:
    async def unknown(host: str, port: int) -> Sequence[IpAddress]:
        raise OSError("Name or service not known")

    with pytest.raises(ProviderError) as failed:
        await post(WebhookPosts(resolve=unknown), "https://hooks.example.com/")
    assert (failed.value.code, failed.value.retryable) == ("name_unknown", True)


async def test_another_address_of_a_name_is_tried_where_the_first_is_dead() -> None:
    async def two(host: str, port: int) -> Sequence[IpAddress]:
        return [ipaddress.ip_address("127.0.0.2"), ipaddress.ip_address("127.0.0.1")]

    async with listening() as listener:
        await post(WebhookPosts(inner=True, resolve=two), f"http://hooks.example.com:{listener.port}/")
        assert listener.connections == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com/a/b?c=d&e=%20",
        "https://hooks.example.com:8443/x",
        "https://xn--bcher-kva.example/",
        "https://a_b.example.com/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_ordinary_addresses_are_allowed(url: str) -> None:
    WebhookPosts().check(url)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_the_internet_of_others_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_the_operator_s_word_opens_inner_addresses_and_nothing_else() -> None:
    assert read_target("http://192.168.1.20:5678/webhook", inner=True).port == 5678
    for url in ("ftp://127.0.0.1/", "http://user:password@127.0.0.1/", "http://0x7f.1/", "http://a b/"):
        with pytest.raises(Invalid):
            read_target(url, inner=True)


async def test_many_at_once_do_not_mix() -> None:
    async with listening(lambda request: answering(200, request.body.decode())(request)) as listener:
        posts = WebhookPosts(inner=True)
        answers = await asyncio.gather(
            *(posts.post(listener.url, headers={}, body=str(n).encode()) for n in range(20))
        )
        assert [each.text for each in answers] == [str(n) for n in range(20)]


def _certificates(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What trusts an authority of this test's own, and what serves a certificate of it for this name."""
    now = datetime.now(UTC)

    def certificate(
        subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
    ) -> x509.Certificate:
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer)]
        return (
            x509.CertificateBuilder()
            .subject_name(names[0])
            .issuer_name(names[1])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=key is signer, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), critical=False)
            .sign(signer, hashes.SHA256())
        )

    own, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("authority.example.com", "authority.example.com", own, own)
    leaf = certificate(name, "authority.example.com", theirs, own)
    pem = folder / "server.pem"
    pem.write_bytes(
        theirs.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(pem)
    trusting = ssl.create_default_context(cadata=root.public_bytes(serialization.Encoding.PEM).decode())
    return trusting, served
