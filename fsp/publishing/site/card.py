"""Draws the image that a link to a page shows elsewhere: the title and the name of the site on its accent colour."""

import hashlib
import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from fsp.publishing.site.colours import readable, rgb_bytes

SIZE = (1200, 630)
"""What Open Graph recommends."""
VERSION = 1
"""Changes the name of every card, so that all are drawn again."""
MARGIN = 80
TITLE_SIZES = (88, 76, 66, 56, 48)
NAME_SIZE = 36
MAX_LINES = 4
INK = "#ffffff"
LINE_HEIGHT = 1.22
FontFile = Path | str
BUILT_IN = ""
FONTS = (BUILT_IN, "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansCJK-Regular.ttc", "NotoSansArabic-Regular.ttf")
"""Pillow's own font, and fonts that many systems have, by the name of their file."""

_MISSING = "\U0010fffe"
"""A character that no font has."""
_KEPT = "°©®™"


@dataclass(frozen=True)
class Card:
    """What a card shows. `font` is a font of the site's own, for scripts that the built-in one lacks."""

    title: str
    site: str
    accent: str
    is_right_to_left: bool = False
    font: Path | None = None

    @property
    def name(self) -> str:
        """Return its file name, which identifies its content."""
        facts = [VERSION, self.title, self.site, self.accent, self.is_right_to_left, _stamp(self.font)]
        return f"{hashlib.sha256(repr(facts).encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.png"

    def draw(self) -> bytes:
        """Return the card as a PNG."""
        # One channel is enough for two colours with soft edges, and is fast to draw and to compress.
        mask = Image.new("L", SIZE, 0)
        draw = ImageDraw.Draw(mask)
        edge, side = (SIZE[0] - MARGIN, "r") if self.is_right_to_left else (MARGIN, "l")
        name, title = _plain(self.site), _plain(self.title)
        fonts = [self._font_for(text) for text in (title, name)]
        if fonts[0] is None:
            # Without a font for the script of the title, the name of the site stands alone.
            title, name, fonts = name, "", [fonts[1], None]
        if fonts[0] is not None and title:
            font, lines = _title(draw, title, fonts[0])
            for number, line in enumerate(lines):
                place = (edge, MARGIN + number * font.size * LINE_HEIGHT)
                draw.text(place, line, fill=255, font=font, anchor=f"{side}a", stroke_width=font.size / 60)
        if fonts[1] is not None and name:
            font = _font(fonts[1], NAME_SIZE)
            draw.text((edge, SIZE[1] - MARGIN), _fitting(draw, name, font), fill=215, font=font, anchor=f"{side}s")
        return _png(mask, self.accent)

    def _font_for(self, text: str) -> FontFile | None:
        """Return the first font that has every character of a text."""
        return next((file for file in (self.font or BUILT_IN, *FONTS) if _has_all(file, text)), None)


def _plain(text: str) -> str:
    """Return a text without emoji, which would need a font in colours."""
    return " ".join("".join(" " if _is_emoji(character) else character for character in text).split())


def _is_emoji(character: str) -> bool:
    is_symbol = unicodedata.category(character) in {"So", "Cs", "Cf", "Co"} and character not in _KEPT
    return is_symbol or "\ufe00" <= character <= "\ufe0f"


def _title(draw: ImageDraw.ImageDraw, text: str, file: FontFile) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title fits, and its lines."""
    font, lines = _font(file, TITLE_SIZES[0]), [text]
    for size in TITLE_SIZES:
        font = _font(file, size)
        lines = _lines(draw, text, font)
        if len(lines) <= MAX_LINES and len(lines) * size * LINE_HEIGHT <= SIZE[1] - 3 * MARGIN:
            return font, lines
    return font, [*lines[: MAX_LINES - 1], f"{lines[MAX_LINES - 1]} …"]


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font) <= SIZE[0] - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(_fitting(draw, word, font))
    return lines


def _fitting(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> str:
    """Return a text cut to the width of the card."""
    if draw.textlength(text, font) <= SIZE[0] - 2 * MARGIN:
        return text
    while text and draw.textlength(f"{text}…", font) > SIZE[0] - 2 * MARGIN:
        text = text[:-1]
    return f"{text}…"


def _png(mask: Image.Image, accent: str) -> bytes:
    ground, ink = rgb_bytes(readable(accent, INK)), rgb_bytes(INK)
    mask.putpalette(
        [round(a + (b - a) * share / 255) for share in range(256) for a, b in zip(ground, ink, strict=True)]
    )
    written = io.BytesIO()
    mask.save(written, "PNG", compress_level=6)
    return written.getvalue()


@lru_cache(maxsize=32)
def _font(file: FontFile, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size) if file else ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise OSError("Pillow was built without FreeType")
    return font


def _stamp(file: Path | None) -> tuple[int, int]:
    return (file.stat().st_size, file.stat().st_mtime_ns) if file else (0, 0)


def _has_all(file: FontFile, text: str) -> bool:
    try:
        font = _font(file, NAME_SIZE)
    except OSError:
        return False
    missing = bytes(font.getmask(_MISSING))
    return all(character.isspace() or bytes(font.getmask(character)) != missing for character in set(text))
