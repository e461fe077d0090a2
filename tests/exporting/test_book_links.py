"""Links out of a book: valid URIs, or none."""

import pytest

from fsp.exporting.book_links import valid_link


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://e.org/a?b=c#d", "https://e.org/a?b=c#d"),
        ("HTTPS://E.org", "https://e.org"),
        (" https://e.org/a b ", "https://e.org/a%20b"),
        ("https://例え.jp/路?q=中#锚", "https://xn--r8jz45g.jp/%E8%B7%AF?q=%E4%B8%AD#%E9%94%9A"),
        ("https://e.org/%zz", "https://e.org/%25zz"),
        ("https://e.org/{id}|x", "https://e.org/%7Bid%7D%7Cx"),
        ("https://e.org\\a", "https://e.org/a"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("mailto:a b@c.org", "mailto:a%20b@c.org"),
        ("tel:+1", "tel:+1"),
        *(
            (bad, None)
            for bad in ("http://[bad", "https://", "http://e.org:port/", "https://a b/", "javascript:x", "a.md", "")
        ),
    ],
)
def test_an_address_is_made_valid_or_refused(address: str, link: str | None) -> None:
    assert valid_link(address) == link
