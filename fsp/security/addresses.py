"""Decides which network addresses outgoing requests may reach. Its only input and output is a resolver."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from fsp.errors import AddressRefused, ServiceUnavailable
from fsp.security.connection_faults import is_name_service_down

Resolve = Callable[[str, int], list[str]]
"""Resolves host and port to IP addresses; raises OSError if there are none."""

PUBLIC_V6 = IPv6Network("2000::/3")
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
METADATA = frozenset({ip_address("169.254.169.254"), ip_address("168.63.129.16"), ip_address("192.0.0.192")})
"""Where clouds serve a machine's credentials. The second address looks public but is not."""


def resolve(host: str, port: int) -> list[str]:
    """Use the system's resolver, which also accepts decimal, octal and hexadecimal forms."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in entries))


def allowed_addresses(
    host: str, port: int, *, resolve: Resolve, allow_internal: bool, internal_setting: str = ""
) -> list[str]:
    """Resolve a host once and return its addresses; raise AddressRefused if any of them is internal.

    Link-local and metadata addresses are always refused, because no legitimate service uses them. `internal_setting`
    is the setting that allows other internal addresses, for the message. Raise ServiceUnavailable if names cannot be
    looked up now.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        if is_name_service_down(error):
            raise ServiceUnavailable(f'The name "{host}" cannot be looked up: the name service is down.') from error
        raise AddressRefused(f'The host "{host}" has no address.') from error
    for text in addresses:
        address = _innermost(ip_address(text))
        if _is_never_allowed(address):
            raise AddressRefused(f'The host "{host}" leads to {text}, which FSP never connects to.')
        if not (allow_internal or is_public(address)):
            advice = f" If it is in your own network, set {internal_setting}=yes." if internal_setting else ""
            raise AddressRefused(f'The host "{host}" leads to {text}, which is not a public address.{advice}')
    if not addresses:
        raise AddressRefused(f'The host "{host}" has no address.')
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is on the public internet, after unwrapping IPv6 forms of IPv4."""
    inner = _innermost(address)
    if inner in METADATA or inner.is_multicast or inner.is_reserved:
        return False
    if isinstance(inner, IPv6Address) and inner not in PUBLIC_V6:
        return False
    return inner.is_global


def is_any_address(host: str) -> bool:
    """Return whether listening on this host means listening on every address of the machine."""
    try:
        return not any(socket.inet_aton(host))
    except OSError:
        pass
    try:
        address = IPv6Address(host.strip("[]"))
    except ValueError:
        return host == "*"
    return address.is_unspecified or (address.ipv4_mapped is not None and address.ipv4_mapped.is_unspecified)


def _is_never_allowed(address: IPv4Address | IPv6Address) -> bool:
    return address in METADATA or address.is_link_local or address.is_multicast or address.is_unspecified


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address inside an IPv6 address, if there is one."""
    if isinstance(address, IPv4Address):
        return address
    number = int(address)
    if any(address in network for network in NAT64) or number >> 32 == 0:
        # The last 32 bits. ::1 and :: become 0.0.0.1 and 0.0.0.0, which are not public either.
        return address if number <= 1 else IPv4Address(number & 0xFFFFFFFF)
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    return inner or address
