"""The municipality's colour as CSS custom properties, since no page carries inline styles."""

import colorsys


def stylesheet(colour: str) -> str:
    """Primary colour, a darker one for hover, and a light one for surfaces, from a colour such as #0b5563."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    hue, light, saturation = colorsys.rgb_to_hls(parts[0], parts[1], parts[2])
    darker = hexadecimal(hue, max(light * 0.72, 0.05), saturation)
    paler = hexadecimal(hue, 0.95, min(saturation, 0.45))
    return f":root{{--theme-primary:{colour};--theme-primary-dark:{darker};--theme-primary-light:{paler};}}\n"


def hexadecimal(hue: float, light: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, light, saturation))
