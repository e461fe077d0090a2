"""The address of a site in the settings."""

import pytest

from fsp.destinations.web_address import web_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://blog.example.org", "https://blog.example.org"),
        (" https://blog.example.org/ ", "https://blog.example.org"),
        ("http://127.0.0.1:8080/blog/?x=1#y", "http://127.0.0.1:8080/blog"),
    ],
)
def test_an_address_is_tidied(written: str, address: str) -> None:
    assert web_address(written) == address


@pytest.mark.parametrize("written", ["", "blog.example.org", "ftp://x", "https://", "https://a:b@c", "http://x:99999"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="must"):
        web_address(written)
