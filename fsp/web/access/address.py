"""The address of a client, as reported by trusted proxies in front of FSP."""

import ipaddress
import logging

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger(__name__)

IPV6_NETWORK_BITS = 64
"""The network of one customer, who can use any address in it."""


def trust_proxies(app: Flask, number: int) -> None:
    """Take address, protocol and host from the headers of this many proxies; 0 means none."""
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]


def client_address() -> str:
    """Return the address of this request without a port; empty if there is none."""
    _warn_of_unknown_proxy()
    address = (request.remote_addr or "").strip()
    for text in (address, address.strip("[]"), address.rpartition(":")[0].strip("[]")):
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            continue
    return address[:100]


def network_of(address: str) -> str:
    """Return the key for counting attempts: an IPv4 address, or the network of an IPv6 address."""
    try:
        ip_address = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip_address, ipaddress.IPv4Address):
        return str(ip_address)
    if ip_address.ipv4_mapped:
        return str(ip_address.ipv4_mapped)
    return str(ipaddress.ip_network((ip_address, IPV6_NETWORK_BITS), strict=False))


def _warn_of_unknown_proxy() -> None:
    has_proxy = "X-Forwarded-For" in request.headers and not current_app.extensions["fsp_settings"].trusted_proxies
    if has_proxy and not current_app.extensions.setdefault("fsp_warned_of_proxy", False):
        current_app.extensions["fsp_warned_of_proxy"] = True
        log.warning(
            "requests come through a proxy, so all visitors appear to share its address; set FSP_TRUSTED_PROXIES",
            extra={"address": request.remote_addr},
        )
