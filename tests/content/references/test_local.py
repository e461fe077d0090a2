"""Addresses of the project."""

import pytest

from fsp.content.references.local import LocalAddress, local_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("a%20b.md?x=1#p", LocalAddress("a b.md", "x=1", "p")),
        ("/a/b/", LocalAddress("a/b/", is_from_root=True)),
        ("@/a.md", LocalAddress("a.md", is_from_root=True)),
        ("%7Bstatic%7D/a.png", LocalAddress("a.png", is_from_root=True)),
        ("{attach}a.png", LocalAddress("a.png")),
        ("a\\b.png", LocalAddress("a/b.png")),
    ],
)
def test_addresses_are_taken_apart(url: str, address: LocalAddress) -> None:
    assert local_address(url) == address


@pytest.mark.parametrize("url", ["https://e.org", "mailto:a@e.org", "//e.org/x", "http://[bad"])
def test_addresses_elsewhere_are_none(url: str) -> None:
    assert local_address(url) is None


def test_paths_that_leave_the_folder_are_known() -> None:
    assert LocalAddress("../../x").leaves("a/b.md")
    assert not LocalAddress("../x").leaves("a/b.md")
