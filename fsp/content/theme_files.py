"""The files of a project's own theme, in `themes/PROJECT` of the data folder."""

from fsp import paths
from fsp.settings import Settings

MAX_THEME_BYTES = 20_000_000
BOOK_FONTS = ("book", "book-bold", "book-italic", "book-bold-italic")
"""The names of the fonts of an EPUB."""
BOOK_FONT_ENDINGS = (".woff2", ".woff", ".otf", ".ttf")
_FILES = frozenset({"site.css", "card.ttf", *(name + end for name in BOOK_FONTS for end in BOOK_FONT_ENDINGS)})


def is_theme_file(name: str) -> bool:
    """Return whether a theme uses a file with this name: a template, the style sheet, or a font."""
    return "/" not in name and not name.startswith(".") and (name.endswith(".html") or name in _FILES)


def read_theme(slug: str, settings: Settings) -> dict[str, bytes]:
    """Return the files of a theme by name; empty if the project has none."""
    folder = paths.inside(paths.themes_folder(settings), slug)
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {file.name: file.read_bytes() for file in files if file.is_file() and is_theme_file(file.name)}


def write_theme(slug: str, files: dict[str, bytes], settings: Settings) -> None:
    """Write the files of a theme, each in one step."""
    folder = paths.inside(paths.themes_folder(settings), slug)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        fresh = folder / f".{name}.partial"
        fresh.write_bytes(data)
        fresh.replace(folder / name)
