"""Reads a file of another municipality by its address, and nothing else that the address might lead to.

What may be asked at all says `organisation.security.public_internet`; the same holds for every redirect. What takes
too long or is too large is left.
"""

import http.client
import time
from typing import Final
from urllib.parse import urljoin

from knowledgebase.exchange.incoming import UnreadableExchange
from organisation.security.public_internet import NotAsked, Pinned, connection_to, ended_after

LARGEST: Final = 20 * 1024 * 1024
SECONDS: Final = 40.0
CONNECT_SECONDS: Final = 10.0
REDIRECTS: Final = 3
PIECE: Final = 64 * 1024
MOVED: Final = frozenset({301, 302, 303, 307, 308})
OK: Final = 200


def fetch(address: str, *, seconds: float = SECONDS, largest: int = LARGEST) -> str:
    """The text at the address. Raises `UnreadableExchange` with the reason; never returns a part of it."""
    deadline = time.monotonic() + seconds
    try:
        for _redirect in range(REDIRECTS + 1):
            answer = ask(address, deadline, largest)
            if isinstance(answer, bytes):
                return answer.decode("utf-8-sig")
            address = answer
    except NotAsked as refusal:
        raise UnreadableExchange(refusal.code) from None
    except UnicodeDecodeError:
        raise UnreadableExchange("unknown_format") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise UnreadableExchange("too_slow" if time.monotonic() >= deadline else "unreachable") from None
    raise UnreadableExchange("redirects")


def ask(address: str, deadline: float, largest: int) -> bytes | str:
    """What stands there, or the address that it leads on to."""
    connection, path = connection_to(address, seconds=CONNECT_SECONDS)
    with ended_after(connection, max(0.0, deadline - time.monotonic())):
        connection.request("GET", path, headers={"Accept": "application/jsonl", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status in MOVED:
            return urljoin(address, answer.getheader("Location", ""))
        if answer.status != OK:
            raise UnreadableExchange("unreachable")
        return body_of(answer, connection, deadline, largest)


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
        if not piece and time.monotonic() >= deadline:
            raise UnreadableExchange("too_slow")  # broken off, which looks like an end
        if not piece:
            return bytes(data)
        data += piece
        if len(data) > largest:
            raise UnreadableExchange("too_large")
