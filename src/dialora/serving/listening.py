"""The sockets that all processes share. Taken by the parent, so that a taken port is known at once."""

from __future__ import annotations

import errno
import socket

from dialora.domain.errors import Conflict, Unavailable


def take_sockets(host: str, port: int) -> list[socket.socket]:
    """One for each address of the host, taken and not yet listening: callers are refused, not kept
    waiting, until the first process is ready. Raises Conflict where the port is taken, Unavailable where
    the host has no address here."""
    taken: list[socket.socket] = []
    for family, address in _addresses(host, port):
        it = socket.socket(family, socket.SOCK_STREAM)
        taken.append(it)
        it.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            it.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            it.bind(address)
        except OSError as error:
            for each in taken:
                each.close()
            raise _named(error, host, port) from None
    return taken


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise Unavailable(f"DIALORA_HOST: {host} is no address.", code="host_unknown") from None
    return list(dict.fromkeys((family, (str(address[0]), port)) for family, _, _, _, address in found))


def _named(error: OSError, host: str, port: int) -> Conflict | Unavailable:
    if error.errno == errno.EADDRINUSE:
        return Conflict(
            f"Port {port} of {host} is taken by another program. Stop it, or set DIALORA_PORT to a free one.",
            code="port_taken",
        )
    if error.errno == errno.EACCES:
        return Conflict(
            f"Port {port} is kept for root. Set DIALORA_PORT to one above 1023.", code="port_reserved"
        )
    return Unavailable(f"Cannot listen on {host}, port {port}: {error.strerror}.", code="host_unusable")
