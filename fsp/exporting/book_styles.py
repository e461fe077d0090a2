"""The style sheet of an EPUB, with the fonts that the project's theme supplies."""

from dataclasses import dataclass

from fsp.content.exported_project import ExportedProject
from fsp.content.theme_files import BOOK_FONT_ENDINGS, BOOK_FONTS

STYLES = """body { line-height: 1.5; } img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; } table { border-collapse: collapse; } th, td { padding: 0.2em 0.5em; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
"""
_STARTS = {
    ".ttf": (b"\x00\x01\x00\x00", b"true"),
    ".otf": (b"OTTO",),
    ".woff": (b"wOFF",),
    ".woff2": (b"wOF2",),
}


@dataclass(frozen=True)
class BookFont:
    """A font file of a book."""

    file: str
    """Its name in the book."""
    media_type: str
    data: bytes
    is_bold: bool
    is_italic: bool


def book_fonts(project: ExportedProject) -> list[BookFont]:
    """Return the fonts of a theme, one for each weight and style. A file that is no font is left out."""
    files = dict(project.theme)
    fonts = []
    for name in BOOK_FONTS:
        ending = next((end for end in BOOK_FONT_ENDINGS if files.get(name + end, b"").startswith(_STARTS[end])), None)
        if ending:
            data = files[name + ending]
            media_type = f"font/{ending.removeprefix('.')}"
            fonts.append(BookFont(f"fonts/{name}{ending}", media_type, data, "bold" in name, "italic" in name))
    return fonts


def book_styles(fonts: list[BookFont]) -> str:
    """Return the style sheet."""
    faces = [
        f'@font-face {{ font-family: "Book"; src: url({font.file}); '
        f"font-weight: {'bold' if font.is_bold else 'normal'}; "
        f"font-style: {'italic' if font.is_italic else 'normal'}; }}"
        for font in fonts
    ]
    family = ['body { font-family: "Book", serif; }'] if fonts else []
    return "\n".join([*faces, *family, STYLES])
