"""What a signed S/MIME mail wraps (RFC 8551): the mail within, out of the BER of a `SignedData` (RFC 5652).

The signature is not checked: it says nothing that we rely on. What is encrypted stays closed.
"""

from typing import Final, NamedTuple

SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
DATA: Final = bytes.fromhex("06092a864886f70d010701")
OCTETS, CONSTRUCTED, LONG_LENGTH, INDEFINITE = 0x04, 0x20, 0x80, 0x80
DEEPEST: Final = 12


class Value(NamedTuple):
    """One value of BER: its tag, its content, and where the next begins. Of indefinite length where `open`."""

    tag: int
    begin: int
    end: int
    after: int


def signed_content(data: bytes) -> bytes:
    """The mail that was signed; empty for what is encrypted, compressed or broken."""
    if SIGNED_DATA not in data[:64]:
        return b""
    at = data.find(DATA)
    if at < 0:
        return b""
    try:
        explicit = read(data, at + len(DATA), 0)
        return octets(data, read(data, explicit.begin, 0), 0)
    except (IndexError, ValueError):
        return b""


def read(data: bytes, at: int, depth: int) -> Value:
    """Raises `IndexError` or `ValueError` where it breaks off."""
    tag, length, begin = data[at], data[at + 1], at + 2
    if length == INDEFINITE:
        end = end_of(data, begin, depth)
        return Value(tag, begin, end, end + 2)
    if length & LONG_LENGTH:
        size = length & ~LONG_LENGTH
        length, begin = int.from_bytes(data[begin : begin + size], "big"), begin + size
    if begin + length > len(data):
        raise ValueError(at)
    return Value(tag, begin, begin + length, begin + length)


def end_of(data: bytes, at: int, depth: int) -> int:
    """Where the two zeros stand that end a value of indefinite length."""
    if depth > DEEPEST:
        raise ValueError(depth)
    while data[at : at + 2] != b"\0\0":
        at = read(data, at, depth + 1).after
    return at


def octets(data: bytes, value: Value, depth: int) -> bytes:
    """The bytes of an octet string, which may come in pieces."""
    if depth > DEEPEST:
        raise ValueError(depth)
    if not value.tag & CONSTRUCTED:
        return data[value.begin : value.end] if value.tag == OCTETS else b""
    out, at = [], value.begin
    while at < value.end:
        piece = read(data, at, depth)
        out.append(octets(data, piece, depth + 1))
        at = piece.after
    return b"".join(out)
