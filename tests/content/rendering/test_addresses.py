"""Safe addresses."""

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.addresses import encoded, is_image_file, safe_address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java%09script:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript%3Aalert(1)",
        "java\u200bscript:alert(1)",
        "javascript：alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "\\\\host\\share",
    ],
)
def test_addresses_that_run_or_read_files_are_refused(url: str) -> None:
    assert safe_address(url) is None


@pytest.mark.parametrize("url", ["https://e.org/", "mailto:a@e.org", "tel:+1", "a/b.md", "#x", "/x?y=a:b", "a b"])
def test_addresses_to_follow_stay(url: str) -> None:
    assert safe_address(url) == url


def test_an_address_without_a_scheme_gets_https() -> None:
    assert safe_address("//e.org/x") == "https://e.org/x"


@pytest.mark.parametrize(
    "text",
    [
        "[x](java&#9;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        '<a href="java&Tab;script:alert(1)">x</a>',
        '<a href=" &#x6A;avascript&colon;alert(1)">x</a>',
        "<a href='JAVASCRIPT:alert(1)'>x</a>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_tricks_leave_no_link(text: str) -> None:
    assert "href" not in to_html(text)
    assert "x" in to_html(text)


def test_image_files_are_known_by_their_endings() -> None:
    assert is_image_file("a.PNG?x=1")
    assert not is_image_file("a.png.md")
    assert not is_image_file("Note#a.png")


@pytest.mark.parametrize(
    ("url", "valid"),
    [
        ("https://e.org/a[1]|b?x={y}#z w", "https://e.org/a%5B1%5D%7Cb?x=%7By%7D#z%20w"),
        ("https://[::1]:80/a^b", "https://[::1]:80/a%5Eb"),
        ("https://e.org/é%20?a=b&c=d", "https://e.org/é%20?a=b&c=d"),
        ("../a (1).png", "../a%20(1).png"),
        ("mailto:a@e.org", "mailto:a@e.org"),
        ("https://e.org/#/room/#a:b", "https://e.org/#/room/%23a:b"),
    ],
)
def test_characters_that_an_address_must_not_have_are_encoded(url: str, valid: str) -> None:
    assert encoded(url) == valid
