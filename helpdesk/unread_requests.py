"""What people read where the server cannot read what their browser asked, and the site never hears of it.

The language they prefer stands in what was not read, so the page is in both.
"""

import socket
from http import HTTPStatus
from typing import Final

from gunicorn import util  # type: ignore[import-untyped]

PAGE: Final = """<!doctype html>
<html lang="da">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
  </head>
  <body>
    <h1>{title}</h1>
    <p>{danish} <a href="/">Gå til forsiden</a></p>
    <p lang="en">{english} <a href="/">Go to the front page</a></p>
  </body>
</html>
"""
TOO_LONG: Final = {
    "title": "Adressen er for lang",
    "danish": "Prøv en kortere søgning, eller start fra forsiden.",
    "english": "The address is too long. Try a shorter search, or start from the front page.",
}
UNREADABLE: Final = {
    "title": "Siden kunne ikke åbnes",
    "danish": "Start fra forsiden, og prøv igen.",
    "english": "The page could not be opened. Start from the front page, and try again.",
}


def answer(sock: socket.socket, status: int, reason: str, _message: str) -> None:
    words = TOO_LONG if status == HTTPStatus.REQUEST_URI_TOO_LONG else UNREADABLE
    body = PAGE.format(**words).encode()
    head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
    util.write_nonblock(sock, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def take_over() -> None:
    util.write_error = answer
