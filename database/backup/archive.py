"""The file of a backup: a tar that streams, in an age envelope when it is encrypted."""

import errno
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Self

import pyrage

from database.backup.refusal import Damaged, UnableToRestore, WrongKey

PART: Final = 16 * 1024 * 1024
Stream = Any
"""Anything with `read` or `write` of bytes: a file, a pipe, standard input."""
AGE: Final = b"age-encryption.org/v1"


class Writer:
    """Puts members into the file one after the other. As a context it ends the file where nothing went wrong."""

    def __init__(self, target: Stream) -> None:
        self.tar = tarfile.open(mode="w|", fileobj=target)  # noqa: SIM115  closed when the context ends

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, *_rest: object) -> None:
        if fault is None:
            self.finish()
        else:
            self.leave()

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))

    def add_stream(self, stream: Stream) -> None:
        """The database, whose size nobody knows before it has been read, in parts."""
        number = 0
        while part := stream.read(PART):
            self.add(f"database/{number:06}", part)
            number += 1

    def finish(self) -> None:
        self.add("end", b"")
        self.tar.close()

    def leave(self) -> None:
        """Python would try to end the file later, where nobody can be told that it cannot."""
        assert self.tar.fileobj is not None
        with suppress(OSError):
            self.tar.fileobj.close()


class ArchiveReader:
    """Takes members out in the order in which they were put in. Raises `UnableToRestore` where they are not right."""

    def __init__(self, source: Stream) -> None:
        self.source = source
        try:
            self.tar = tarfile.open(mode="r|", fileobj=source)  # noqa: SIM115  its file is closed by who opened it
        except (tarfile.TarError, OSError) as fault:
            raise Damaged from fault

    def next(self) -> tuple[str, bytes]:
        try:
            member = self.tar.next()
            content = self.tar.extractfile(member) if member is not None else None
            whole = content.read() if content is not None else b""
        except (tarfile.TarError, OSError, EOFError) as fault:
            raise Damaged from fault
        if member is None or len(whole) != member.size:
            raise Damaged
        return member.name, whole

    def expect(self, name: str) -> bytes:
        actual, content = self.next()
        if actual != name:
            raise Damaged
        return content

    def drain(self) -> None:
        """The padding behind the end: who writes it must not find the pipe closed."""
        try:
            while self.source.read(PART):
                pass
        except (OSError, EOFError) as fault:
            raise Damaged from fault

    def database(self) -> Iterator[bytes]:
        """The parts of the database. It has ended well only where the file's own end has come."""
        number = 0
        while True:
            name, part = self.next()
            if name == "end":
                self.drain()
                return
            if name != f"database/{number:06}":
                raise Damaged
            number += 1
            yield part


@contextmanager
def writing(target: Stream, recipients: list[str]) -> Iterator[Writer]:
    """Encrypts to everybody who is named (age1…); to nobody: the file is readable for whoever has it."""
    if not recipients:
        with Writer(target) as writer:
            yield writer
        return
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]

    def encrypt(plain: Stream) -> None:
        try:
            pyrage.encrypt_io(plain, target, keys)
        except pyrage.EncryptError as fault:
            raise OSError(errno.EIO, str(fault).rpartition("] ")[2]) from fault

    with between(encrypt, ours="w") as pipe, Writer(pipe) as writer:
        yield writer


@contextmanager
def reading(source: Stream, identities: list[str]) -> Iterator[ArchiveReader]:
    """`identities`: secret keys (AGE-SECRET-KEY-…), of which one must fit an encrypted file."""
    start = source.read(len(AGE))
    whole = Joined(start, source)
    if start != AGE:
        yield ArchiveReader(whole)
        return
    if not identities:
        raise UnableToRestore(
            "This backup is encrypted. Say where its key is: --identity FILE (make restore IDENTITY=FILE)."
        )
    keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]

    def decrypt(plain: Stream) -> None:
        try:
            pyrage.decrypt_io(whole, plain, keys)
        except (pyrage.DecryptError, OSError) as fault:
            raise WrongKey from fault

    with between(decrypt, ours="r") as pipe:
        yield ArchiveReader(pipe)


class Joined(io.RawIOBase):
    """What was read already, and then the rest."""

    def __init__(self, start: bytes, rest: Stream) -> None:
        self.start, self.rest = start, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.start:
            taken = self.start[:size] if size >= 0 else self.start
            self.start = self.start[len(taken) :]
            return taken
        return bytes(self.rest.read(size))

    def readinto(self, buffer: Any) -> int:
        taken = self.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)


@contextmanager
def between(convert: Callable[[Stream], None], *, ours: str) -> Iterator[Stream]:
    """A pipe with `convert` at its other end, in a thread; `ours` is "r" or "w". Its faults are raised here."""
    reading_end, writing_end = os.pipe()
    ends = {"r": os.fdopen(reading_end, "rb"), "w": os.fdopen(writing_end, "wb")}
    theirs = ends["w" if ours == "r" else "r"]
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with theirs:
                convert(theirs)
        except BaseException as fault:  # noqa: BLE001  raised again in the thread that waits
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ends[ours]
    except (Damaged, BrokenPipeError):
        # What came out was not right, since what went in was not.
        close(ends[ours])
        thread.join()
        if not faults:
            raise
    finally:
        close(ends[ours])
        thread.join()
    if faults:
        raise faults[0]


def close(end: Stream) -> None:
    with suppress(BrokenPipeError):
        end.close()
