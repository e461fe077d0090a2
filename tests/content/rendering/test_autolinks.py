"""Addresses without brackets."""

import pytest

from fsp.content.markdown import to_html


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("See https://e.org/x.", "https://e.org/x", "."),
        ("https://e.org/?a&b;", "https://e.org/?a&amp;b", ";"),
        ('"https://e.org/x".', "https://e.org/x", '".'),
        ("(https://e.org/a_(b))", "https://e.org/a_(b)", ")"),
        ("https://e.org/?a=1&b=2 now", "https://e.org/?a=1&amp;b=2", " now"),
        ("看https://e.org/x。好", "https://e.org/x", "。好"),
    ],
)
def test_addresses_are_links(text: str, address: str, rest: str) -> None:
    assert f'<a href="{address}" rel="noopener">{address}</a>{rest}' in to_html(text)


def test_a_host_alone_gets_https() -> None:
    assert '<a href="https://www.e.org" rel="noopener">www.e.org</a>' in to_html("www.e.org")


@pytest.mark.parametrize(
    "text",
    [
        "`https://e.org`",
        r"https://www.e.org\\0.example.com",
        "[https://e.org](https://f.org)",
        "https://",
        "<b title='https://e.org'>a</b>",
    ],
)
def test_code_links_and_attributes_are_left_alone(text: str) -> None:
    assert 'href="https://e.org"' not in to_html(text)
