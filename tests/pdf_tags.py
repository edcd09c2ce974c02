"""What a PDF says to who hears it read aloud: its structure in reading order."""

from typing import Any

import pikepdf


def tags(element: Any, elements: list[Any] | None = None) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    elements = [] if elements is None else elements
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            elements.append(kid)
            tags(kid, elements)
    return elements


def names(paper: pikepdf.Pdf) -> list[str]:
    return [str(tag["/S"]) for tag in tags(paper.Root["/StructTreeRoot"])]
