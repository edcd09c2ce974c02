"""The parts of a text that are judged each for itself: what must not wait often stands in one sentence of many."""

import re
from typing import Final

END: Final = re.compile(r"(?<=[.!?])(?:(?<!\d\.)\s+|\s+(?=[^\Wa-zæøå]))|\n+")
"""Where a sentence ends; not in "4. årgang"."""
LEAST: Final = 12
"""Characters; a shorter sentence is read with the one after it."""
MOST: Final = 16
"""Sentences of one text, the whole besides; of a longer text the first ones and the last."""
LAST: Final = 4


def windows(text: str) -> list[str]:
    """The whole, and each sentence, without repeats."""
    parts = sentences(text)
    if len(parts) > MOST:
        parts = parts[: MOST - LAST] + parts[-LAST:]
    return list(dict.fromkeys([" ".join(parts), *parts])) if parts else []


def sentences(text: str) -> list[str]:
    parts: list[str] = []
    for part in (each.strip() for each in END.split(text)):
        if parts and part and len(parts[-1]) < LEAST:
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return parts
