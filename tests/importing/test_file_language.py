"""Languages in paths."""

import pytest

from fsp.importing.file_language import FileLanguages

NAMES = [
    *("posts/a/index.md", "posts/a/index.ar.md", "posts/a/index.pt-BR.md", "posts/node.js.md", "posts/only.fr.md"),
    *("content/de/b.md", "content/fr/b.md", "content/about/c.md", "notes/it/d.md"),
]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("posts/a/index.md", ""),
        ("posts/a/index.ar.md", "ar"),
        ("posts/a/index.pt-BR.md", "pt-BR"),
        ("posts/node.js.md", ""),
        ("posts/only.fr.md", ""),
        ("content/de/b.md", "de"),
        ("content/about/c.md", ""),
        ("notes/it/d.md", ""),
    ],
)
def test_a_name_is_a_language_where_there_are_several(name: str, language: str) -> None:
    assert FileLanguages(NAMES).of(name) == language
