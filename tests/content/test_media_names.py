"""The names of images and attachments in the folder of a site."""

import pytest

from fsp.content.media_names import media_address, media_name

SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("images/oak.PNG", f"media/{SHA}.png"),
        ("https://e.org/oak.jpg?w=80", f"media/{SHA}.jpg"),
        ("https://e.org/oak", f"media/{SHA}"),
        ("files/Plan of 2026.pdf", "media/0123456789abcdef/Plan of 2026.pdf"),
        ("a/\u202e..\\x?.pdf", "media/0123456789abcdef/-..-x-.pdf"),
        ("données.zip", "media/0123456789abcdef/données.zip"),
    ],
)
def test_a_name_identifies_the_content_and_ends_as_its_file(path: str, name: str) -> None:
    assert media_name(path, SHA) == name


def test_an_address_is_encoded() -> None:
    assert media_address("a b.pdf", SHA) == "media/0123456789abcdef/a%20b.pdf"
