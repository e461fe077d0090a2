"""Images found as generators find them."""

import unicodedata

import pytest

from fsp.content.references.images import ImageFiles
from fsp.content.references.local import local_address

FILES = ImageFiles(
    {
        "static/r.png",
        "blog/source/img/h.png",
        "blog/_posts/a/own.png",
        "content/posts/b/pic.PNG",
        "vault/deep/obs.png",
        "x/same.png",
        "y/same.png",
        unicodedata.normalize("NFD", "content/posts/é.png"),
    }
)


@pytest.mark.parametrize(
    ("source", "url", "path"),
    [
        ("content/posts/b/index.md", "pic.PNG", "content/posts/b/pic.PNG"),
        ("content/posts/b/index.md", "./pic.png?raw=true", "content/posts/b/pic.PNG"),
        ("content/posts/x.md", "/r.png", "static/r.png"),
        ("content/posts/x.md", "/static/r.png", "static/r.png"),
        ("content/posts/x.md", "{static}/r.png", "static/r.png"),
        ("content/posts/x.md", "é.png", unicodedata.normalize("NFD", "content/posts/é.png")),
        ("blog/_posts/a.md", "/img/h.png", "blog/source/img/h.png"),
        ("blog/_posts/a.md", "own.png", "blog/_posts/a/own.png"),
        ("vault/note.md", "obs.png", "vault/deep/obs.png"),
        ("vault/note.md", "static%5Cr.png", "static/r.png"),
        ("a.md", "z/same.png", None),
        ("a.md", "../../r.png", "static/r.png"),
        ("a.md", "../../obs.png", None),
        ("a.md", "nowhere.png", None),
    ],
)
def test_images_are_found(source: str, url: str, path: str | None) -> None:
    address = local_address(url)

    assert address is not None
    assert FILES.find(source, address) == path
