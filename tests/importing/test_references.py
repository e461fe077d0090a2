"""References of an import that lead nowhere."""

from pathlib import Path

from flask import Flask

from fsp.importing.import_posts import import_posts
from fsp.settings import Settings


def test_missing_images_links_and_unknown_tags_are_reported_with_file_and_line(
    core: Flask, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: A\n---\n\n![x](<no where.png>)\n\n[gone](nothing.md)\n\n[b](b.md) [#](#nowhere)\n\n"
        "{{< chart 1 >}}\n"
        "[out](java&#9;script:x) [far](https://e.org/)\n"
    )
    (folder / "b.md").write_text("# B\n\n[a](/a/) [up](#b)\n")

    report = import_posts(folder, "Garden", settings=settings, is_dry_run=True)

    assert [note for note in report.notes if note.startswith(("a.md:", "b.md:")) and note[5].isdigit()] == [
        "a.md:5: image no where.png is not in this import; the page shows its alt text.",
        "a.md:11: unknown tag {{< chart 1 >}}; the page shows it as text.",
        "a.md:7: broken link to nothing.md; the page shows its text.",
        "a.md:9: broken link to #nowhere; the page shows its text.",
        "a.md:4: broken link to java script:x; the page shows its text.",
    ]
    assert (report.missing_images, report.dead_links) == (1, 3)
