"""Posts to addresses that accounts chose, over a connection to an address that was looked at first."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from dialora.domain.errors import Invalid, ProviderError, ProviderTimeout
from dialora.ports.outbound import Answer
from dialora.providers.outbound.addresses import IpAddress, Target, is_public, read_target

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
#: So much of an answer is read, and so much of that is kept.
MOST_BYTES = 64 * 1024
KEPT_BYTES = 1024
#: A name with many addresses is not tried for ever.
_MOST_ADDRESSES = 3

_NAME = "webhook"

#: The addresses of a host.
Resolve = Callable[[str, int], Awaitable[Sequence[IpAddress]]]


async def resolve(host: str, port: int) -> Sequence[IpAddress]:
    """As the system resolves it. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(address[0]) for *_, address in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPosts:
    """An Outbound over HTTP.

    The name is resolved once, every address it has is looked at, and the connection goes to one of those:
    between the look and the request no resolver is asked again. The certificate is checked against the
    name. Redirects are answers, not followed; the environment's proxies are not used.
    """

    #: The operator's word that addresses near us may be reached, over plain http too.
    inner: bool = False
    resolve: Resolve = resolve
    verify: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    answer_seconds: float = ANSWER_SECONDS

    def check(self, url: str) -> None:
        read_target(url, inner=self.inner)

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            target = read_target(url, inner=self.inner)
        except Invalid as refused:
            raise ProviderError(
                refused.message, provider=_NAME, retryable=False, code="url_not_allowed"
            ) from refused
        try:
            async with asyncio.timeout(self.answer_seconds):
                return await self._post(target, await self._addresses(target), headers, body)
        except TimeoutError as error:
            raise ProviderTimeout("It did not answer in time.", provider=_NAME, retryable=True) from error

    async def _addresses(self, target: Target) -> Sequence[IpAddress]:
        if target.address is not None:
            return [target.address]
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise ProviderError(
                f"The name {target.host} is not known.", provider=_NAME, retryable=True, code="name_unknown"
            ) from error
        if not self.inner and not (found and all(is_public(each) for each in found)):
            raise ProviderError(
                f"The name {target.host} leads into an inner network.",
                provider=_NAME,
                retryable=True,
                code="address_not_allowed",
            )
        return found[:_MOST_ADDRESSES]

    async def _post(
        self, target: Target, addresses: Sequence[IpAddress], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        for address in addresses[:-1]:
            try:
                return await self._post_to(address, target, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        try:
            return await self._post_to(addresses[-1], target, headers, body)
        except httpx.TimeoutException as error:
            raise ProviderTimeout("It did not answer in time.", provider=_NAME, retryable=True) from error
        except httpx.ConnectError as error:
            certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
            said = "It showed no certificate for its name." if certificate else "It cannot be reached."
            raise ProviderError(said, provider=_NAME, retryable=True, code="not_reached") from error
        except httpx.HTTPError as error:
            raise ProviderError(
                "It broke off without an answer.", provider=_NAME, retryable=True, code="broke_off"
            ) from error

    async def _post_to(
        self, address: IpAddress, target: Target, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        host = f"[{address}]" if address.version == 6 else str(address)
        url = f"{'https' if target.secure else 'http'}://{host}:{target.port}{target.path}"
        named = {"Host": target.authority, "Accept-Encoding": "identity", **headers}
        # The name, for the certificate; without it the address would be asked for.
        extensions = {"sni_hostname": target.host} if target.secure and target.address is None else {}
        async with (
            httpx.AsyncClient(
                verify=self.verify,
                timeout=httpx.Timeout(self.answer_seconds, connect=CONNECT_SECONDS),
                follow_redirects=False,
                trust_env=False,
            ) as client,
            client.stream("POST", url, content=body, headers=named, extensions=extensions) as answer,
        ):
            return Answer(status=answer.status_code, text=await _beginning(answer))


async def _beginning(answer: httpx.Response) -> str:
    """Read up to a limit, so that the connection ends well; keep its beginning, as text."""
    taken = b""
    async for chunk in answer.aiter_raw():
        taken += chunk
        if len(taken) >= MOST_BYTES:
            break
    return taken[:KEPT_BYTES].decode(errors="replace").replace("\x00", "\ufffd")
