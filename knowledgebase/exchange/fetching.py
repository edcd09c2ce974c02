"""Reads a file of another municipality by its address, and nothing else that the address might lead to.

https alone; every name is looked up once, each of its addresses must be a public one, and the connection goes to an
address that was checked: a name that answers something else a moment later (DNS rebinding) changes nothing. The same
holds for every redirect. What takes too long or is too large is left.
"""

import http.client
import socket
import ssl
import time
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from knowledgebase.exchange.incoming import UnreadableExchange
from organisation.networks import read_networks

LARGEST: Final = 20 * 1024 * 1024
SECONDS: Final = 40.0
CONNECT_SECONDS: Final = 10.0
REDIRECTS: Final = 3
PIECE: Final = 64 * 1024
MOVED: Final = frozenset({301, 302, 303, 307, 308})
OK: Final = 200


class Pinned(http.client.HTTPSConnection):
    """A connection to one network address that was checked, under the name that its certificate must have."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self.address, self.context = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host)


def fetch(address: str, *, seconds: float = SECONDS, largest: int = LARGEST) -> str:
    """The text at the address. Raises `UnreadableExchange` with the reason; never returns a part of it."""
    deadline = time.monotonic() + seconds
    try:
        for _redirect in range(REDIRECTS + 1):
            answer = ask(address, deadline, largest)
            if isinstance(answer, bytes):
                return answer.decode("utf-8-sig")
            address = answer
    except UnicodeDecodeError:
        raise UnreadableExchange("unknown_format") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise UnreadableExchange("unreachable") from None
    raise UnreadableExchange("redirects")


def ask(address: str, deadline: float, largest: int) -> bytes | str:
    """What stands there, or the address that it leads on to."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise UnreadableExchange("no_https")
    port = parts.port or 443
    connection = Pinned(parts.hostname, port, public_address(parts.hostname, port), trust(), CONNECT_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path, headers={"Accept": "application/jsonl", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status in MOVED:
            return urljoin(address, answer.getheader("Location", ""))
        if answer.status != OK:
            raise UnreadableExchange("unreachable")
        return body_of(answer, connection, deadline, largest)
    finally:
        connection.close()


def body_of(answer: http.client.HTTPResponse, connection: Pinned, deadline: float, largest: int) -> bytes:
    """Piece by piece, so that one who sends a letter a minute does not hold the worker."""
    data = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise UnreadableExchange("too_slow")
        if connection.sock is not None:
            connection.sock.settimeout(min(left, CONNECT_SECONDS))
        piece = answer.read1(PIECE)
        if not piece:
            return bytes(data)
        data += piece
        if len(data) > largest:
            raise UnreadableExchange("too_large")


def trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def public_address(host: str, port: int) -> str:
    """One network address of the name, if all of them may be asked. Raises `UnreadableExchange`."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in entries]
    if not addresses or not all(may_be_asked(each) for each in addresses):
        raise UnreadableExchange("private_network")
    return addresses[0]


def may_be_asked(address: str) -> bool:
    """Whether it lies in the public internet, or in a network that the place of running names."""
    one = ip_address(address.partition("%")[0])
    if isinstance(one, IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is not None:
            return may_be_asked(str(inner))
    if any(one in network for network in read_networks("\n".join(settings.EXCHANGE_NETWORKS))):
        return True
    return one.is_global and not one.is_multicast and not one.is_reserved
