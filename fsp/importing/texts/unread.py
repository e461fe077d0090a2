"""Names the files of a source that look like texts and that an import does not read."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from fsp.importing.source import Source

MAX_NAMED = 3

_ADVICE = {
    **dict.fromkeys((".adoc", ".asciidoc"), "AsciiDoc is not read. Convert it to Markdown or HTML, then import again"),
    ".tex": "LaTeX is not read. Convert it to Markdown with pandoc, then import again",
    **dict.fromkeys(
        (
            ".astro",
            ".vue",
            ".svelte",
            ".njk",
            ".liquid",
            ".tsx",
            ".jsx",
            ".ejs",
            ".hbs",
            ".pug",
            ".slim",
            ".haml",
            ".erb",
        ),
        "pages written as code or templates are not imported. Write their text as Markdown to keep it",
    ),
}
_PAGE_FOLDERS = frozenset({"pages", "posts", "content", "blog", "_posts", "routes"})
_TEXTS = frozenset({".adoc", ".asciidoc", ".tex"})


def note_unread(source: Source) -> Iterator[str]:
    """Return a note for each ending, with the first files that have it."""
    by_ending: dict[str, list[str]] = {}
    for name in source.names:
        path = PurePosixPath(name)
        ending = path.suffix.lower()
        if ending in _ADVICE and (ending in _TEXTS or _PAGE_FOLDERS & set(path.parts[:-1])):
            by_ending.setdefault(ending, []).append(name)
    for ending, names in sorted(by_ending.items()):
        more = f" and {len(names) - MAX_NAMED} more {ending} files" if len(names) > MAX_NAMED else ""
        yield f"{', '.join(names[:MAX_NAMED])}{more}: {_ADVICE[ending]}."
