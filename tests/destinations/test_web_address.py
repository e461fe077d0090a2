"""The address of a site in the settings."""

import pytest

from fsp.destinations.web_address import ascii_address, server_address, web_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://blog.example.org", "https://blog.example.org"),
        (" https://blog.example.org/ ", "https://blog.example.org"),
        ("http://127.0.0.1:8080/blog/?x=1#y", "http://127.0.0.1:8080/blog"),
        ("blog.example.org/garden/", "https://blog.example.org/garden"),
        ("blog.example.org:8443", "https://blog.example.org:8443"),
    ],
)
def test_an_address_is_tidied(written: str, address: str) -> None:
    assert web_address(written) == address


@pytest.mark.parametrize(
    "written", ["", "blog", "a@blog.example.org", "/blog", "ftp://x", "https://", "https://a:b@c", "http://x:99999"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="must"):
        web_address(written)


@pytest.mark.parametrize(
    ("address", "in_ascii"),
    [
        ("https://bücher.example/ü b?q=ü", "https://xn--bcher-kva.example/%C3%BC%20b?q=%C3%BC"),
        ("https://garden.example/日本の豆/", "https://garden.example/%E6%97%A5%E6%9C%AC%E3%81%AE%E8%B1%86/"),
        ("https://garden.example/%E6%97%A5/?a=%20", "https://garden.example/%E6%97%A5/?a=%20"),
        ("https://garden.example/a|b{c}", "https://garden.example/a%7Cb%7Bc%7D"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_an_address_is_written_in_ascii(address: str, in_ascii: str) -> None:
    assert ascii_address(address) == in_ascii


@pytest.mark.parametrize("written", ["garden.social", "https://garden.social/@ada", "https://garden.social/deck/home/"])
def test_the_address_of_a_page_is_that_of_its_server(written: str) -> None:
    assert server_address(written) == "https://garden.social"
