"""Drawn pictures of a few of the people who help: nobody is on them."""

import io
from typing import Final

from PIL import Image, ImageDraw

from organisation.models import Portrait, User

LOOKS: Final = {
    "superbruger": ("#dbe9f4", "#f0c9a4", "#5b3a1e", "#2f5d8a"),
    "pilot": ("#e9e2f3", "#d9a679", "#22201e", "#5e3f8f"),
    "superbruger-790104": ("#e3f1e2", "#f4d6bd", "#b9772d", "#2f6b46"),
}
"""Wall, skin, hair and jersey, by the first part of the address."""
SIDE: Final = 320


def hang_up(people: dict[str, User]) -> None:
    for key, colours in LOOKS.items():
        if key in people:
            Portrait.put_up(people[key], drawn(*colours))


def drawn(wall: str, skin: str, hair: str, jersey: str) -> bytes:
    out, picture = io.BytesIO(), Image.new("RGB", (SIDE, SIDE), wall)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((40, 225, 280, 460), fill=jersey)
    pen.rectangle((137, 190, 183, 245), fill=skin)
    pen.ellipse((90, 48, 230, 190), fill=hair)
    pen.ellipse((103, 72, 217, 216), fill=skin)
    pen.pieslice((96, 56, 224, 176), 180, 360, fill=hair)
    for x in (138, 182):
        pen.ellipse((x - 5, 138, x + 5, 148), fill="#2b2b2b")
    pen.arc((135, 150, 185, 188), 20, 160, fill="#8a3b2f", width=5)
    picture.save(out, "PNG")
    return out.getvalue()
