"""The Markdown of a post: however its text refers to an image, the file refers to the written one."""

import pytest

from fsp.destinations.post_files.document import key_of, post_files
from fsp.destinations.post_files.layout import FileLayout
from tests.destinations.tools import image, post, tools


@pytest.mark.parametrize(
    ("markdown", "source", "source_path"),
    [
        ("![Beds](beds.png)", "beds.png", ""),
        ("![Beds](../img/beds.png 'May')", "content/img/beds.png", "content/posts/beds.md"),
        ("![Beds](/img/beds.png)", "static/img/beds.png", "content/posts/beds.md"),
        ("![Beds](my%20beds.png)", "content/my beds.png", "content/beds.md"),
        ("![Beds](<my beds.png>)", "content/my beds.png", "content/beds.md"),
        ("![[beds.png]]", "attachments/beds.png", "notes/beds.md"),
        ('{{< figure src="beds.png" >}}', "content/beds/beds.png", "content/beds/index.md"),
        ("![Beds][1]\n\n[1]: beds.png", "beds.png", ""),
        ('<img src="beds.png" alt="Beds">', "beds.png", ""),
        ("![Beds](https://cdn.example/beds.png)", "https://cdn.example/beds.png", ""),
    ],
)
def test_every_way_to_name_an_image_is_followed(markdown: str, source: str, source_path: str) -> None:
    files = post_files(post(markdown=markdown, images=(image(source),), source_path=source_path), FileLayout(), tools())

    (path,) = [name for name in files.files if name.endswith(".png")]
    assert path in files.text.decode()
    assert source not in files.text.decode()


def test_an_image_of_another_server_keeps_its_address() -> None:
    markdown = "![Far](https://cdn.example/beds.png) and ![Near](near.png)"

    files = post_files(post(markdown=markdown, images=(image("near.png"),)), FileLayout(), tools())

    assert "https://cdn.example/beds.png" in files.text.decode()
    assert "(near.png)" not in files.text.decode()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b"---\ntitle: A\nfsp_key: item-7\n---\nText", "item-7"),
        (b"\xef\xbb\xbf---\r\nfsp_key: 'item-7'\r\n---\r\n", "item-7"),
        (b"---\ntitle: A\n---\nfsp_key: item-7\n---\n", None),
        (b"fsp_key: item-7", None),
        (b"---\ntitle: A\nx: |\n  fsp_key: item-7\n---\n", None),
    ],
)
def test_the_key_is_read_from_the_front_matter_alone(text: bytes, key: str | None) -> None:
    assert key_of(text) == key
