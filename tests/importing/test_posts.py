"""Reading one post: its slug, its images, its fault."""

from pathlib import Path

import pytest

from fsp.importing.posts import ImportFault, Post, read_post
from fsp.importing.source import open_source


def read(folder: Path, name: str, text: str) -> Post | ImportFault:
    (folder / name).write_text(text)
    with open_source(folder) as source:
        return read_post(source, name)


@pytest.mark.parametrize(
    ("name", "text", "slug"),
    [
        ("2026-05-01-First beans.md", "x", "first-beans"),
        ("a.md", "---\nslug: Other Name\n---\n", "other-name"),
        ("豆.md", "x", "dou"),
    ],
)
def test_the_slug_comes_from_the_file_or_the_front_matter(tmp_path: Path, name: str, text: str, slug: str) -> None:
    post = read(tmp_path, name, text)

    assert isinstance(post, Post)
    assert post.slug == slug


def test_only_images_that_are_there_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a b.png").touch()

    post = read(tmp_path, "post.md", "![x](a%20b.png) ![y](gone.png) ![z](../secret.png)")

    assert isinstance(post, Post)
    assert list(post.images.values()) == ["a b.png"]


def test_a_fault_has_its_line(tmp_path: Path) -> None:
    fault = read(tmp_path, "post.md", "---\ntitle: A\ndate: soon\n---\n")

    assert isinstance(fault, ImportFault)
    assert (fault.name, fault.line) == ("post.md", 3)
