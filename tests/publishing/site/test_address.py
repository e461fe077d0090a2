"""The addresses of sites."""

import pytest

from fsp.publishing.site.address import host_of_site, site_of_host, site_root
from fsp.settings import Settings

HOSTS = ("example.org=garden", "www.example.org=garden", "x.localhost=x")
HERE = Settings(site_hosts=HOSTS)
PUBLIC = Settings(site_hosts=HOSTS, base_url="https://fsp.example")


def test_a_site_is_at_its_first_host_or_below_the_address_of_fsp() -> None:
    assert site_root(PUBLIC, "garden") == "https://example.org/"
    assert site_root(PUBLIC, "other") == "https://fsp.example/site/other/"
    assert host_of_site(PUBLIC, "other") is None


def test_a_site_on_this_machine_has_the_same_port() -> None:
    assert site_root(HERE, "x") == "http://x.localhost:8000/"


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("example.org", "garden"),
        ("EXAMPLE.org:443", "garden"),
        ("www.example.org.", "garden"),
        ("x.localhost:8000", "x"),
        ("fsp.example", None),
        ("evil.example.org", None),
        ("", None),
        ("[::1]:8000", None),
    ],
)
def test_a_host_names_one_site(host: str, slug: str | None) -> None:
    assert site_of_host(PUBLIC, host) == slug
