"""Which addresses a request of ours may go to: the public internet, by plain names, and nothing else.

The forms that lead elsewhere are many (RFC 6890 and the IANA special-purpose registries; the URL
standard's loose IPv4 forms; IPv6 forms that carry an IPv4 address). So what is allowed is listed here,
and everything else is refused.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from dialora.domain.errors import Invalid

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2_000
#: Where web servers listen for the public; others are how a request would reach something else.
_PORTS = frozenset({443, 8443})

#: Names that mean a place near us, whatever a resolver says of them (RFC 6761, 6762, 8375, 9476).
_NEAR = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "alt", "onion")

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
#: What the URL standard takes for a number: the last label decides whether a host is an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)

#: Not the internet of others (the IANA special-purpose registries; multicast; one cloud's own services at
#: a public address). Written out: what `is_global` knows of them differs between versions of Python.
_NOT_OTHERS = [
    ipaddress.ip_network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
#: All of IPv6 that is given out to the public.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
#: IPv4 addresses as networks without IPv4 write them (RFC 6052); what they carry is what counts.
_CARRIES_IPV4 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address taken apart once; nothing reads the text again."""

    secure: bool
    host: str
    port: int
    #: Path and query.
    path: str

    @property
    def address(self) -> IpAddress | None:
        """Where the host is an address already."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """As the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def read_target(url: str, *, inner: bool = False) -> Target:
    """Take an address apart. `inner` is the operator's word that addresses near us are meant.

    Raises Invalid, which says what is wrong with it.
    """
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or re.search(r"[\s\\]", url):
        raise _refused("should be an address of ordinary characters, without spaces")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").lower()
    except ValueError:
        raise _refused("cannot be read as an address") from None
    if parts.scheme != "https" and not (inner and parts.scheme == "http"):
        raise _refused("should begin with https://")
    if "@" in parts.netloc:
        raise _refused("should hold no name and password")
    if parts.fragment or "#" in url:
        raise _refused("should hold no #")
    secure = parts.scheme == "https"
    port = port if port is not None else (443 if secure else 80)
    if not inner and port not in _PORTS:
        raise _refused("should use port 443 or 8443")
    target = Target(
        secure=secure,
        host=host,
        port=port,
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    _check_host(target, bracketed="[" in parts.netloc, inner=inner)
    return target


def is_public(address: IpAddress) -> bool:
    """Whether it belongs to the internet that others can reach too."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _CARRIES_IPV4:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GIVEN_OUT or _is_isatap(address):
            return False
    return address.is_global and not any(address in network for network in _NOT_OTHERS)


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    """Its lower half is 0:5efe or 200:5efe and an IPv4 address (RFC 5214)."""
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE


def _check_host(target: Target, *, bracketed: bool, inner: bool) -> None:
    host = target.host
    if bracketed or ":" in host:
        address = target.address
        if address is None or "%" in host:
            raise _refused("cannot be read as an address")
    elif not all(_LABEL.fullmatch(label) for label in host.split(".")) or len(host) > 253:
        raise _refused("should name a host such as hooks.example.com")
    elif _NUMBER.fullmatch(host.rpartition(".")[2]):
        # Only the plain form: 0x7f.1, 2130706433 and 0177.0.0.1 are other ways to write an inner address.
        address = target.address
        if address is None:
            raise _refused("should name a host such as hooks.example.com")
    else:
        address = None
        if not inner and ("." not in host or any(f".{host}".endswith(f".{near}") for near in _NEAR)):
            raise _refused("should name a host that the internet knows")
    if address is not None and not inner and not is_public(address):
        raise _refused("is an address of an inner network")


def _refused(why: str) -> Invalid:
    return Invalid(f"The address {why}.", field="url", code="url_not_allowed")
