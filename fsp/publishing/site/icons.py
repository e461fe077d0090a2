"""The icons of a site: its logo, or the first letter of its title on its accent colour."""

import io
from html import escape
from pathlib import Path

from PIL import Image

from fsp.publishing.site.colours import DEFAULT_ACCENT, readable

ICON_SIZE, TOUCH_SIZE = 64, 180
WHITE = "#ffffff"


def letter_icon(title: str, accent: str) -> str:
    """Return an icon with the first letter of a title, as SVG."""
    letter = next((character for character in title if character.isalnum()), "•").upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{readable(accent or DEFAULT_ACCENT, WHITE)}"/>'
        '<text x="32" y="45" text-anchor="middle" font-family="system-ui, sans-serif" font-size="38" font-weight="700" '
        f'fill="#fff">{escape(letter)}</text></svg>\n'
    )


def logo_icons(logo: Path) -> dict[str, bytes]:
    """Return the icons made from the file of a logo, by name; none if it is not a raster image."""
    try:
        with Image.open(logo, formats=["JPEG", "PNG", "WEBP", "GIF"]) as image:
            picture = image.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return {}
    return {"favicon.png": _square(picture, ICON_SIZE), "touch-icon.png": _square(picture, TOUCH_SIZE)}


def _square(picture: Image.Image, size: int) -> bytes:
    small = picture.copy()
    small.thumbnail((size, size))
    square = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    square.paste(small, ((size - small.width) // 2, (size - small.height) // 2))
    written = io.BytesIO()
    square.save(written, "PNG", optimize=True)
    return written.getvalue()
