"""Files that look like texts and are not read."""

from pathlib import Path

from fsp.importing.source import Source
from fsp.importing.texts.unread import note_unread


def test_each_kind_of_file_is_named_once_with_what_to_do() -> None:
    names = ("doc/a.adoc", "src/pages/index.astro", "src/pages/b.astro", "src/pages/c.astro", "src/pages/d.astro")
    source = Source(Path(), None, {name: Path() for name in (*names, "src/components/x.astro", "a.md")})

    notes = list(note_unread(source))

    assert notes[0] == "doc/a.adoc: AsciiDoc is not read. Convert it to Markdown or HTML, then import again."
    assert notes[1].startswith(
        "src/pages/index.astro, src/pages/b.astro, src/pages/c.astro and 1 more .astro files: pages"
    )
    assert len(notes) == 2
