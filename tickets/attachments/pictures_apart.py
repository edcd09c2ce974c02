"""A process that draws one picture of a stranger anew, within a bound of memory and time, and may fall.

`python -m tickets.attachments.pictures_apart`: a picture by standard input; by standard output a line of facts, then
the clean one.
"""

import json
import resource
import sys
from contextlib import suppress
from typing import Final

import pi_heif

from tickets.attachments.pictures import PHONE_READERS, SECONDS_APART, draw, is_phone_picture, phone_header

MOST_MEMORY: Final = 1024**3
"""Bytes of addresses, with the program's own."""


def main() -> None:
    bound(resource.RLIMIT_AS, MOST_MEMORY)
    bound(resource.RLIMIT_CPU, SECONDS_APART)
    bound(resource.RLIMIT_CORE, 0)
    pi_heif.register_heif_opener(thumbnails=False)
    data = sys.stdin.buffer.read()
    if is_phone_picture(data):
        clean = draw(data, phone_header(data)[0], PHONE_READERS)
    else:
        clean = draw(data, "image/tiff", ("TIFF",))
    facts = {"content_type": clean.content_type, "width": clean.width, "height": clean.height}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + clean.data)


def bound(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # a system that knows no such bound, as macOS for memory
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
