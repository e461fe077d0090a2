"""The types of settings. Each parses an environment variable, or says what its value must be."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from fsp.local_time import is_zone
from fsp.mail_addresses import parse_address, split_addresses
from fsp.model_prices import parse_amount, parse_prices
from fsp.storable import fitted

MAX_PORT = 65535
MAX_SHOWN = 120
MAX_SHORT_TEXT = 30
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\Z")
_SLUG = re.compile(r"[\w-]{1,100}\Z")


def variable(name: str, description: str, *, default: Any = None, ge: int | None = None, le: int | None = None) -> Any:
    """Define a setting with its variable, default, one-line description and inclusive bounds."""
    return Field(default, validation_alias=name, description=description, ge=ge, le=le)


def secret(name: str, description: str, *, default: Any = None) -> Any:
    """Define a setting whose value is hidden in `repr` and on the settings page."""
    return Field(default, validation_alias=name, description=description, repr=False)


def allowed_values(field: FieldInfo) -> str:
    """Return the allowed values of a number, a switch or a choice in words; empty for other types."""
    if field.annotation is bool:
        return "yes or no"
    if field.annotation is int:
        at_least = next(bound.ge for bound in field.metadata if hasattr(bound, "ge"))
        at_most = next((bound.le for bound in field.metadata if hasattr(bound, "le")), None)
        return f"a whole number from {at_least} to {at_most}" if at_most else f"a whole number of {at_least} or more"
    return f"one of {', '.join(get_args(field.annotation))}" if get_origin(field.annotation) is Literal else ""


def fault_text(error: ErrorDetails, field: FieldInfo) -> str:
    """Return the error of a variable in one sentence. Types that may contain a secret provide their own text."""
    name = error["loc"][0]
    if error["type"] == "value_error":
        return f"{name} {error['ctx']['error']}."
    return f'{name} must be {allowed_values(field)}, got "{_shown(error["input"])}".'


class _Schemes:
    """Checks that a URL has one of these schemes."""

    def __init__(self, *schemes: str) -> None:
        self._schemes = schemes

    def __call__(self, url: str) -> str:
        scheme, has_scheme, _ = url.partition("://")
        if scheme not in self._schemes or not has_scheme:
            # The value may contain a password, so only its scheme is shown.
            got = f'one starting "{scheme}"' if has_scheme else "one without ://"
            starts = " or ".join(f"{scheme}://" for scheme in self._schemes)
            raise ValueError(f"must be a URL starting with {starts}, got {got}")
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise ValueError(f"must be a URL with a port number from 0 to {MAX_PORT}") from None
        return url


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError(f'must be a time zone such as Europe/Berlin, got "{_shown(name)}"')
    return name


def _names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def _urls(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Split at white space, because a URL may contain a comma."""
    urls = tuple(value.split()) if isinstance(value, str) else value
    for number, url in enumerate(urls, start=1):
        if "://" not in url:
            raise ValueError(f"must be URLs separated by spaces; number {number} has no ://")
    return urls


def _addresses(value: str | tuple[str, ...]) -> tuple[str, ...]:
    parts = split_addresses(value) if isinstance(value, str) else value
    return tuple(dict.fromkeys(_address(part) for part in parts))


def _site_hosts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return each pair of a host name and the slug of a project, as `host=slug` in lower case."""
    pairs = [pair.partition("=") for pair in _names(value)]
    for host, _, slug in pairs:
        if not _HOST.match(host.strip()) or not _SLUG.match(slug.strip()):
            raise ValueError(f'must be pairs such as example.org=garden-journal, got "{_shown(f"{host}={slug}")}"')
    hosts = [host.strip().lower() for host, _, _ in pairs]
    if len(set(hosts)) < len(hosts):
        twice = next(host for host in hosts if hosts.count(host) > 1)
        raise ValueError(f'must name each host once, got "{twice}" twice')
    return tuple(f"{host}={slug.strip()}" for host, (_, _, slug) in zip(hosts, pairs, strict=True))


def _prices(value: str) -> str:
    parse_prices(value)
    return value


def _money(value: str | int | None) -> int | None:
    """Return an amount in millionths of a currency unit."""
    return parse_amount(value) if isinstance(value, str) else value


def _only_address(value: str) -> str:
    addresses = _addresses(value)
    if len(addresses) != 1:
        raise ValueError(f"must be one mail address, got {len(addresses)}")
    return addresses[0]


def _address(text: str) -> str:
    try:
        return str(parse_address(text))
    except ValueError as error:
        raise ValueError(
            "must be mail addresses separated by commas, such as "
            f'ops@example.org or "Operations" <ops@example.org>; got "{_shown(text)}": {error}'
        ) from None


def _shown(value: Any) -> str:
    """Return a value on one line, cut to a maximum length."""
    return repr(str(value))[1:-1][:MAX_SHOWN]


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _short(value: str) -> str:
    if len(value) > MAX_SHORT_TEXT or not value.isprintable():
        raise ValueError(f"must have at most {MAX_SHORT_TEXT} characters in one line, got {len(value)}")
    return value


def _absolute(folder: Path) -> Path:
    """A job that changes the working folder must not change the data folder."""
    return folder.expanduser().absolute()


RedisUrl = Annotated[str, AfterValidator(_Schemes("redis", "rediss", "unix"))]
DatabaseUrl = Annotated[str, AfterValidator(_Schemes("postgresql", "postgres", "postgresql+psycopg", "sqlite"))]
SmtpUrl = Annotated[str, AfterValidator(_Schemes("smtp", "smtps"))]
HttpUrl = Annotated[str, AfterValidator(_Schemes("http", "https"))]
BaseUrl = Annotated[HttpUrl, AfterValidator(_without_slash)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Urls = Annotated[tuple[str, ...], BeforeValidator(_urls)]
Addresses = Annotated[tuple[str, ...], BeforeValidator(_addresses)]
SiteHosts = Annotated[tuple[str, ...], BeforeValidator(_site_hosts)]
Address = Annotated[str, AfterValidator(_only_address)]
Folder = Annotated[Path, AfterValidator(_absolute)]
Prices = Annotated[str, AfterValidator(_prices)]
Money = Annotated[int | None, BeforeValidator(_money)]
ShortText = Annotated[str, AfterValidator(_short)]
Version = Annotated[str, AfterValidator(fitted)]
"""Shortened to fit its column. A digest distinguishes long versions."""
