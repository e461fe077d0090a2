"""Parses mail addresses with display names and internationalised domains, or explains why one is invalid."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

_PARTS = re.compile(r'(?:"(?:\\.|[^"\\])*"|<[^<>]*>|[^,"<>])+')
_NAMED = re.compile(r"(?P<name>.*?)\s*<\s*(?P<address>[^<>]*?)\s*>", re.DOTALL)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

MAX_ADDRESS, MAX_LOCAL = 254, 64
"""Limits in characters, from RFC 5321."""


@dataclass(frozen=True)
class MailAddress:
    """An address that a mail server accepts, with its domain in ASCII."""

    address: str
    name: str = ""

    def __str__(self) -> str:
        """Format it for a mail header."""
        return str(Address(self.name, addr_spec=self.address))


def split_addresses(text: str) -> list[str]:
    """Split a text at commas outside quotes."""
    if _PARTS.sub("", text).strip(", \t"):
        # An unclosed quote or angle bracket: its intended end is unknown.
        return [text.strip()]
    return [part.strip() for part in _PARTS.findall(text) if part.strip()]


def parse_address(text: str) -> MailAddress:
    """Parse `name@domain` or `Display name <name@domain>`; raise ValueError with the reason if it is invalid."""
    name, address = _split(text)
    local, has_at, domain = address.rpartition("@")
    if not has_at or not local or not domain:
        raise ValueError("it must be like name@example.org")
    if not _LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        raise ValueError(f'"{local:.70}" before the @ must be 1 to {MAX_LOCAL} ASCII letters, digits and signs')
    if not name.isprintable():
        raise ValueError("its display name has characters that cannot be seen")
    parsed = MailAddress(f"{local}@{_ascii_domain(domain)}", name)
    if len(parsed.address) > MAX_ADDRESS:
        raise ValueError(f"it has more than {MAX_ADDRESS} characters")
    return parsed


def _split(text: str) -> tuple[str, str]:
    named = _NAMED.fullmatch(text.strip())
    if named is None:
        return "", text.strip()
    name = named["name"].strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    elif name.count('"') % 2:
        raise ValueError("a quote in its display name is left open")
    return name, named["address"]


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError(f'"{domain:.70}" is no domain') from None
    labels = ascii_domain.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or (len(labels) > 1 and labels[-1].isdecimal()):
        raise ValueError(f'"{domain:.70}" is no domain')
    return ascii_domain
