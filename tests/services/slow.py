"""A slow line to a server: what it says arrives in small pieces, and from some place on not at all."""

import socket
import threading
import time
from types import TracebackType
from typing import Final, Self

PIECE: Final = 512
PAUSE: Final = 0.002
"""Bytes that come at once, and the seconds after them."""


class SlowLine:
    """Between a client and a server of this machine. `stalls_after`: so many bytes from the server arrive, no more."""

    def __init__(self, server_port: int, *, stalls_after: int | None = None) -> None:
        self.server_port, self.left = server_port, stalls_after
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.ends: list[socket.socket] = [self.listening]

    def __enter__(self) -> Self:
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        for end in self.ends:
            end.close()

    def accept(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            self.ends += [client, server]
            threading.Thread(target=self.pass_on, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, True), daemon=True).start()

    def pass_on(self, giver: socket.socket, taker: socket.socket, slowly: bool) -> None:
        try:
            while data := giver.recv(PIECE):
                if slowly and self.left is not None:
                    data, self.left = data[: self.left], max(self.left - len(data), 0)
                taker.sendall(data)
                time.sleep(PAUSE if slowly else 0)
            taker.shutdown(socket.SHUT_WR)
        except OSError:
            return
