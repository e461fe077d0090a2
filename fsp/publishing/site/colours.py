"""Makes an accent colour readable on the light and the dark page, whatever colour its owner chose."""

import colorsys
from collections.abc import Sequence

LIGHT_GROUND, DARK_GROUND = "#fcfbf8", "#161513"
DEFAULT_ACCENT = "#1f6f4a"
MIN_CONTRAST, MIN_DARK_CONTRAST = 4.9, 6.5
"""Above the 4.5 that WCAG asks for, so that links stay readable on slightly tinted boxes."""
LINEAR_BELOW = 0.04045
"""Where sRGB turns from a line into a power."""
STEPS = 100

Rgb = tuple[float, float, float]


def readable(colour: str, ground: str) -> str:
    """Return the colour, lighter or darker if necessary, so that text in it is readable on the ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    is_light = _luminance(_rgb(ground)) > _luminance((0.5, 0.5, 0.5))
    target, enough = (0.0, MIN_CONTRAST) if is_light else (1.0, MIN_DARK_CONTRAST)
    for step in range(STEPS + 1):
        share = step / STEPS
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness + (target - lightness) * share, saturation))
        if contrast(candidate, ground) >= enough:
            return candidate
    return "#000000" if is_light else "#ffffff"


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(_rgb(first)), _luminance(_rgb(second))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rgb_bytes(colour: str) -> tuple[int, int, int]:
    """Return a colour such as #0b5394 as three numbers from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def accent_style(accent: str) -> str:
    """Return the rule of the style sheet that sets the accent colour."""
    light, dark = (readable(accent or DEFAULT_ACCENT, ground) for ground in (LIGHT_GROUND, DARK_GROUND))
    return f":root {{ --accent: light-dark({light}, {dark}); }}\n"


def _rgb(colour: str) -> Rgb:
    red, green, blue = rgb_bytes(colour)
    return red / 255, green / 255, blue / 255


def _hex(rgb: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    linear = [part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
