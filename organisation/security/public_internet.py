"""Asks web addresses that somebody typed in, and nothing else that such an address might lead to.

https alone; every name is looked up once, each of its addresses must be a public one, and the connection goes to an
address that was checked: a name that answers something else a moment later (DNS rebinding) changes nothing.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv6Address, ip_address
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings

from organisation.security.networks import read_networks


class NotAsked(Exception):
    """The address is none that we ask; `code` says why: `no_https` or `private_network`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Pinned(http.client.HTTPSConnection):
    """A connection to one network address that was checked, under the name that its certificate must have."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self.address, self.context = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        try:
            secured = self.context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        except BaseException:
            plain.close()
            raise
        self.sock = secured  # from here on it can be broken off, also while the other side greets letter by letter
        try:
            secured.do_handshake()
        except BaseException:
            self.close()
            raise

    def break_off(self) -> None:
        """From another thread: who waits for an answer is told that there is none."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def ended_after(connection: Pinned, seconds: float) -> Iterator[None]:
    """Closes the connection afterwards, or in the middle when the time is up: one who sends a letter a second keeps
    within the time of each step for ever. What must be read as a whole looks at the time once more when it is read."""
    timer = Timer(seconds, connection.break_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def connection_to(address: str, *, seconds: float) -> tuple[Pinned, str]:
    """A connection that is not open yet, and the path to ask for on it. `seconds`: how long each step may take.

    Raises `NotAsked`, `ValueError` for what is no address, and `OSError` for a name that nobody knows.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise NotAsked("no_https")
    port = parts.port or 443
    connection = Pinned(parts.hostname, port, public_address(parts.hostname, port), trust(), seconds)
    return connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def public_address(host: str, port: int) -> str:
    """One network address of the name, if all of them may be asked. Raises `NotAsked`."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in entries]
    if not addresses or not all(may_be_asked(each) for each in addresses):
        raise NotAsked("private_network")
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
