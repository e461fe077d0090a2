"""Which addresses are public, whatever they are wrapped in."""

from ipaddress import ip_address

import pytest

from fsp.errors import AddressRefused
from fsp.security.addresses import allowed_addresses, is_public, resolve

PUBLIC = ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
INTERNAL = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2001:db8::1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_host_on_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", INTERNAL)
def test_an_internal_address_is_not(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "0177.0.0.1", "127.1", "localhost"])
def test_other_forms_of_loopback_are_read_and_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match="not a public address"):
        allowed_addresses(host, 80, resolve=resolve, allow_internal=False)


def test_one_internal_address_among_public_ones_is_enough() -> None:
    with pytest.raises(AddressRefused):
        allowed_addresses("x", 80, resolve=lambda *_: ["1.1.1.1", "10.0.0.1"], allow_internal=False)


def test_metadata_is_refused_even_where_internal_targets_are_allowed() -> None:
    inside = allowed_addresses("x", 80, resolve=lambda *_: ["10.0.0.1"], allow_internal=True)
    with pytest.raises(AddressRefused):
        allowed_addresses("x", 80, resolve=lambda *_: ["169.254.169.254"], allow_internal=True)

    assert inside == ["10.0.0.1"]


def test_a_host_without_address_is_said() -> None:
    with pytest.raises(AddressRefused, match="no address"):
        allowed_addresses("x", 80, resolve=lambda *_: [], allow_internal=True)
