"""The municipality's colour as CSS custom properties, since no page carries inline styles."""

import colorsys
from typing import Final

IN_DARK: Final = (0.72, 0.82, 0.13)
"""How light the colour, its stronger one and its surface are on a dark page."""


def stylesheet(colour: str) -> str:
    """Primary colour, a darker one for hover, and a light one for surfaces, from a colour such as #0b5563; and the same
    three for public pages in the dark, where what is written in the colour must be light. The desk has a dark of its
    own, with white letters on the colour as it is."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    hue, light, saturation = colorsys.rgb_to_hls(parts[0], parts[1], parts[2])
    darker = hexadecimal(hue, max(light * 0.72, 0.05), saturation)
    paler = hexadecimal(hue, 0.95, min(saturation, 0.45))
    in_dark = [hexadecimal(hue, at, min(saturation, 0.6)) for at in IN_DARK]
    dark = f"@media screen and (prefers-color-scheme:dark){{:root.public{{{three(*in_dark)}}}}}"
    return f":root{{{three(colour, darker, paler)}}}\n{dark}\n"


def three(colour: str, strong: str, surface: str) -> str:
    return f"--theme-primary:{colour};--theme-primary-dark:{strong};--theme-primary-light:{surface};"


def hexadecimal(hue: float, light: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, light, saturation))
