"""Why the test of a WordPress account got no further: the cause, and the fix."""

import re
from http import HTTPStatus

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.checks import Check, fix_of_address
from fsp.destinations.tls_probe import cause_of_no_tls, check_of_missing_tls, wants_tls
from fsp.destinations.wordpress.api import WordPressApi, code_of
from fsp.destinations.wordpress.settings import WordPressSettings
from fsp.errors import AddressRefused, AnswerLost, FspError, ServiceUnavailable

_WRONG_USER = frozenset({"invalid_username", "invalid_email"})
_WRONG_PASSWORD = frozenset({"incorrect_password", "application_passwords_disabled_for_user"})
_SWITCH_ON = "Switch the REST API on, at least for this user: a plugin or the web server's configuration hides it."
_DROPPED = (
    "If it is right, a security plugin or the web server drops the header Authorization. For Apache add "
    '`SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1` to .htaccess.'
)
_SIGNS = (b"wp-content", b"wp-includes", b"WordPress")
_REPLACE = "Create a new application password in WordPress under Users → Profile, and replace the credentials."


def cause_of_no_connection(client: ApiClient, error: ServiceUnavailable) -> Check:
    """Return why the server gave no usable answer."""
    if error.retry_after_seconds is not None or " answered " in str(error):
        return Check(str(error), "Wait until the site works again: it is overloaded, broken or in maintenance.")
    no_tls = cause_of_no_tls(client, error)
    if no_tls:
        return no_tls
    if isinstance(error, AnswerLost):
        return Check(
            str(error),
            "Test again: the site may be slow. Check that the address starts with https:// if the site uses TLS.",
        )
    return Check(str(error), "Check the host and the port in the address, and that the server runs.")


def cause_of_no_api(client: ApiClient, error: FspError) -> Check:
    """Return why the answer names no API."""
    if isinstance(error, AddressRefused):
        return Check(str(error), fix_of_address(error))
    page = client.send("GET", "/", headers={"Accept": "text/html"})
    if HTTPStatus.MULTIPLE_CHOICES <= page.status < HTTPStatus.BAD_REQUEST:
        target = page.headers.get("location", "another address")
        return Check(f"{client.host} redirects to {target}.", f"Enter that address instead: {target}")
    if page.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Check(
            f"{client.host} answers {page.status}.",
            "Check the folder in the address. If it is right, remove the password or the firewall rule in front of the "
            "site.",
        )
    if wants_tls(page):
        return check_of_missing_tls(client)
    return _cause_of_other_page(client, page)


def _cause_of_other_page(client: ApiClient, page: ApiResponse) -> Check:
    if any(sign in page.body for sign in _SIGNS):
        return Check("The page is made by WordPress, but its REST API is switched off.", _SWITCH_ON)
    if page.is_success:
        return Check(
            "The page is not made by WordPress. It may be another site, or a proxy that asks for a login.",
            "Check the address: host, port and folder. If it is right, let FSP pass the proxy.",
        )
    return Check(
        f"{client.host} answers {page.status}, and there is no WordPress at this path.",
        "Check the folder in the address: WordPress may be in another one.",
    )


def cause_of_wrong_path(client: ApiClient, api_root: str) -> Check:
    """Return where the site is whose page for missing addresses was read."""
    return Check(
        f"{client.host} answers 404: there is no WordPress at this path.",
        f"Enter the address of the site: {site_of(api_root)}",
    )


def site_of(api_root: str) -> str:
    """Return the address of the site with this root of the API, without a trailing slash."""
    return re.split(r"/wp-json/|/index\.php|/\?rest_route=", api_root, maxsplit=1)[0]


def cause_of_no_index(api: WordPressApi, settings: WordPressSettings, response: ApiResponse) -> Check:
    """Return why the API shows nothing to the user."""
    if code_of(response) in _WRONG_USER | _WRONG_PASSWORD:
        return cause_of_no_user(api, settings, response)
    says = response.message or f"{api.client.host} answers {response.status}"
    is_for_users = response.status == HTTPStatus.UNAUTHORIZED
    other = " If it is on for users, the user or the application password is wrong." if is_for_users else ""
    return Check(f"The REST API is switched off: {says}.", f"{_SWITCH_ON}{other}")


def cause_of_no_user(api: WordPressApi, settings: WordPressSettings, response: ApiResponse) -> Check:
    """Return whether the user or the password is wrong, as far as WordPress says it."""
    code, user = code_of(response), settings.username
    if response.status == HTTPStatus.FORBIDDEN:
        return Check(
            f"The API refuses the user: {response.message}.",
            "Let a security plugin accept this user and application passwords.",
        )
    if code in _WRONG_USER:
        return Check(f'There is no user "{user}".', "Correct the user name: the login name, not the display name.")
    if code in _WRONG_PASSWORD:
        return Check(f'The application password of "{user}" is wrong, or was revoked.', _REPLACE)
    if _is_known(api, user):
        return Check(
            f'The application password of "{user}" is wrong or was revoked, or it does not reach WordPress.',
            f"{_REPLACE} {_DROPPED}",
        )
    return Check(
        f'WordPress accepts neither the user nor the password. It shows no author "{user}".',
        f"Check the user name first. {_REPLACE} {_DROPPED}",
    )


def _is_known(api: WordPressApi, user: str) -> bool:
    """Return whether WordPress shows the user as an author of published posts. It hides others."""
    response = api.client.send("GET", f"{api.root.url}wp/v2/users", query={"slug": user, "_fields": "slug"})
    return response.is_success and bool(response.json)
