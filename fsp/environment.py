"""Environment variables, read one by one: each method returns one as what it is meant to be, or says what is wrong."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fsp.errors import SettingsError
from fsp.mail_addresses import parse_address, split_addresses
from fsp.storable import fault_of

MAX_PORT = 65535
MIN_DIFFERENT = 8
"""Of the characters of a key: fewer are one that was typed, such as "aaaa…"."""
MAX_SHOWN = 120


class Environment:
    """Reads one variable at a time; raises SettingsError for one that is set but does not fit."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str | None:
        """Return the text, without blanks around it; None for an empty one."""
        given = self._environment.get(name, "").strip()
        fault = fault_of(given)
        if fault:
            # Python reads bytes that are no UTF-8 as halves of characters.
            raise SettingsError(f"{name} {fault}.")
        return given or None

    def secret(self, name: str, *, min_characters: int) -> str | None:
        """Return a key that nobody guesses: long, and of many different characters; its value is never repeated."""
        given = self.text(name)
        if given is None or (len(given) >= min_characters and len(set(given)) >= MIN_DIFFERENT):
            return given
        got = f"{len(given)} characters" if len(given) < min_characters else f"only {len(set(given))} different ones"
        raise SettingsError(
            f"{name} must have {min_characters} characters or more that nobody can guess, got {got}. "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )

    def whole_number(self, name: str, *, default: int, least: int, most: int | None = None) -> int:
        """Return a number from `least` to `most`, both allowed."""
        given = self.text(name)
        if given is None:
            return default
        span = f"from {least} to {most}" if most else f"of {least} or more"
        try:
            number = int(given)
        except ValueError:
            raise SettingsError(f'{name} must be a whole number {span}, got "{_shown(given)}".') from None
        if number < least or (most is not None and number > most):
            raise SettingsError(f'{name} must be a whole number {span}, got "{_shown(given)}".')
        return number

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        """Return one of the choices, which are in capitals; small letters are taken as well."""
        given = self.text(name)
        if given is None:
            return default
        if given.upper() not in choices:
            raise SettingsError(f'{name} must be one of {", ".join(choices)}, got "{_shown(given)}".')
        return given.upper()

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        """Return whether it is 1, true, yes or on, or else 0, false, no or off."""
        given = self.text(name)
        if given is None:
            return default
        if given.lower() in {"1", "true", "yes", "on"}:
            return True
        if given.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f'{name} must be yes or no, got "{_shown(given)}".')

    def zone(self, name: str) -> str:
        """Return the name of a time zone the system knows; UTC when not set."""
        given = self.text(name) or "UTC"
        try:
            ZoneInfo(given)
        except (KeyError, ValueError, OSError):
            raise SettingsError(f'{name} must be a time zone such as Europe/Berlin, got "{_shown(given)}".') from None
        return given

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        """Return a URL of one of these schemes."""
        given = self.text(name)
        if given is None:
            return None
        scheme, has_scheme, _ = given.partition("://")
        if scheme not in schemes or not has_scheme:
            # The value may hold a password, so only its scheme is repeated.
            got = f'one starting "{scheme}"' if has_scheme else "one without ://"
            raise SettingsError(f"{name} must be a URL starting with {_starts(schemes)}, got {got}.")
        try:
            _ = urlsplit(given).port
        except ValueError:
            raise SettingsError(f"{name} must be a URL with a port number from 0 to {MAX_PORT}.") from None
        return given

    def names(self, name: str) -> tuple[str, ...]:
        """Return the parts between commas."""
        return tuple(part.strip() for part in (self.text(name) or "").split(",") if part.strip())

    def urls(self, name: str) -> tuple[str, ...]:
        """Return URLs of any scheme, given between blanks: a comma may belong to one of them."""
        found = tuple((self.text(name) or "").split())
        for number, url in enumerate(found, start=1):
            if "://" not in url:
                raise SettingsError(f"{name} must be URLs separated by blanks; number {number} has no ://.")
        return found

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return mail addresses, given between commas, each with its display name if it has one."""
        found = (self._address(name, part) for part in split_addresses(self.text(name) or ""))
        return tuple(dict.fromkeys(found))

    def address(self, name: str) -> str | None:
        """Return one mail address, with its display name if it has one."""
        found = self.addresses(name)
        if len(found) > 1:
            raise SettingsError(f"{name} must be one mail address, got {len(found)}.")
        return found[0] if found else None

    @staticmethod
    def _address(name: str, given: str) -> str:
        try:
            return str(parse_address(given))
        except ValueError as error:
            raise SettingsError(
                f"{name} must be mail addresses separated by commas, such as "
                f'ops@example.org or "Operations" <ops@example.org>; got "{_shown(given)}": {error}.'
            ) from None


def _shown(given: str) -> str:
    """Return what was given on one line of bounded length."""
    return repr(given)[1:-1][:MAX_SHOWN]


def _starts(schemes: tuple[str, ...]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)
