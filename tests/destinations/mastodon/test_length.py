"""How Mastodon counts: examples of its documentation."""

import pytest

from fsp.destinations.mastodon.length import status_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hello", 5),
        ("https://garden.example/a/very/long/address?with=a&query=1#and-more", 23),
        ("See https://a.example/b, or (https://a.example/c).", 4 + 23 + 6 + 23 + 2),
        ("https://a.example/wiki/Bed_(garden) x", 23 + 2),
        ("@ada@garden.social hello", 10),
        ("ada@garden.example", 18),
        ("👩‍👩‍👧‍👦", 1),
        ("記事https://a.example/b", 2 + 23),
        ("_https://a.example/b", 1 + 23),
        ("https://a.example/?q=1。次", 23),
        ("https://a.example/?q={c}", 23 + 3),
        ("https://nas.local/blog/", 23),
        ("https://nas.local/blog/a/long/path/", 35),
        ("https://blog.internal/a/long/path/of/a/post/", 44),
        ("https://local.example/a/long/path/of/a/post/", 23),
        ("https://a.photography/b", 23),
    ],
)
def test_a_status_is_counted(text: str, length: int) -> None:
    assert status_length(text, link_characters=23) == length


def test_a_server_without_a_fixed_length_counts_links_as_they_are() -> None:
    assert status_length("https://a.example/b", link_characters=0) == 19
