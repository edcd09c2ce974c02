"""How well white letters can be read on a colour."""

import re

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5
"""Least contrast of text, WCAG 2.1 success criterion 1.4.3."""


def contrast_with_white(colour: str) -> float:
    """Contrast ratio (1 to 21) between white and a colour such as #0b5563, as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004  WCAG
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
