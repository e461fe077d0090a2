"""The test of a Ghost site: what is checked, what was seen, and what to do about each failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.checks import Check, expect_json, run
from fsp.destinations.contract import CheckResult, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.ghost.api import PATH, GhostApi, connect_api, first_error
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings, Status, Visibility
from fsp.destinations.ghost.staff import CHOOSES_NO_VISIBILITY, DRAFTS_ONLY, StaffUser, ask_for_user, user_in
from fsp.destinations.server_clock import compare_clocks
from fsp.destinations.tls_probe import cause_of_no_tls, check_of_missing_tls, wants_tls
from fsp.errors import ServiceUnavailable

_USE_INTEGRATION = "Use the key of a custom integration."
_NEW_KEY = "Copy the Admin API key from Settings → Integrations in Ghost, and replace the credentials."


def check_site(settings: GhostSettings, credentials: GhostCredentials, tools: Tools) -> list[CheckResult]:
    """Check a site in at most 10 s. The steps stop at the first failure that hides the others."""
    api = connect_api(settings, credentials, replace(tools, http=DeadlineClient.of(tools.http)))
    return _Site(api, settings, tools).results()


@dataclass
class _Site:
    api: GhostApi
    settings: GhostSettings
    tools: Tools
    headers: Mapping[str, str] = field(default_factory=dict)
    user: StaffUser | None = None
    """The staff user of a token; None for the key of an integration."""

    def results(self) -> list[CheckResult]:
        """Run the steps."""
        reached = run("Reachable", self.reach)
        if not reached.is_ok:
            return [reached]
        # A clock that is off makes each token invalid, so it is named before the key.
        results = [
            reached,
            run("TLS", self.judge_tls),
            run("Clock", partial(compare_clocks, self.headers, self.tools.now())),
        ]
        signed_in = run("Key", self.sign_in)
        if not signed_in.is_ok:
            return [*results, signed_in]
        rights = [run("May publish", self.judge_publishing), run("May upload", self.judge_uploading)]
        return [*results, signed_in, *rights, run("Limits", name_limits)]

    def reach(self) -> str:
        """Read what Ghost says about itself without a key."""
        try:
            response = self.api.client.send("GET", f"{PATH}/site/")
        except ServiceUnavailable as error:
            no_tls = cause_of_no_tls(self.api.client, error)
            raise (no_tls or error) from error
        self.headers = response.headers
        if wants_tls(response):
            raise check_of_missing_tls(self.api.client)
        if response.status == HTTPStatus.NOT_FOUND:
            raise Check(
                f"{self.api.client.host} answers, but there is no Ghost at this path.",
                "Check the folder in the address. Enter the API URL that Ghost shows for the integration.",
            )
        if response.status == HTTPStatus.FORBIDDEN and not first_error(response):
            raise Check(
                f"{self.api.client.host} refuses the path of the Admin API.",
                "Open /ghost/api/admin/ in the web server or firewall in front of Ghost.",
            )
        if response.status == HTTPStatus.UNAUTHORIZED and not first_error(response):
            raise Check(
                f"A server in front of Ghost asks for a password: {self.api.client.host} answered 401.",
                "Let requests for /ghost/api/admin/ pass without that password.",
            )
        content = expect_json(self.api.client, response)
        site = content.get("site") if isinstance(content, dict) else None
        if not isinstance(site, dict):
            raise Check("The answer is not from Ghost.", "Check the address: host, port and folder.")
        return f'Ghost {str(site.get("version", ""))[:20]} with the site "{str(site.get("title", ""))[:100]}".'

    def judge_tls(self) -> str:
        """Name a connection without TLS. A token is valid for minutes, and can be read on the way."""
        if self.settings.url.startswith("https://"):
            return "The connection is encrypted."
        return "The connection is not encrypted. Use https:// if the site is not on this machine or in your network."

    def sign_in(self) -> str:
        """Read with a token, and find out whose key it is."""
        response = ask_for_user(self.api)
        if response.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise _cause_of_refusal(response)
        if response.status == HTTPStatus.NOT_FOUND and first_error(response):
            return "The key of an integration is accepted."
        expect_json(self.api.client, response)
        self.user = user_in(response)
        roles = ", ".join(sorted(self.user.roles)) if self.user else ""
        return f"The token of a staff user is accepted, with the role {roles or 'none'}."

    def judge_publishing(self) -> str:
        """Check the right to publish. Integrations have it."""
        if self.settings.status is Status.PUBLISHED and self._is_limited_to(DRAFTS_ONLY):
            raise Check("The staff user may write drafts, but not publish.", _USE_INTEGRATION)
        if self.settings.visibility is not Visibility.PUBLIC and self._is_limited_to(CHOOSES_NO_VISIBILITY):
            raise Check(
                f'The staff user may not create posts with the visibility "{self.settings.visibility}".',
                f'Set the visibility to "public". {_USE_INTEGRATION}',
            )
        return f'Posts with the status "{self.settings.status}" may be created.'

    def judge_uploading(self) -> str:
        """Check the right to upload and to create tags, which mark the posts. Integrations have both."""
        if self._is_limited_to(DRAFTS_ONLY):
            raise Check("The staff user may not create tags.", _USE_INTEGRATION)
        return "Images may be uploaded."

    def _is_limited_to(self, roles: frozenset[str]) -> bool:
        """Return whether the token belongs to a staff user who has none but these roles."""
        return self.user is not None and bool(self.user.roles) and self.user.roles <= roles


def name_limits() -> str:
    """Name the limits."""
    return "Titles have at most 255 characters, excerpts 300. Images are sent with at most 2000 pixels a side."


def _cause_of_refusal(response: ApiResponse) -> Check:
    error = first_error(response)
    says = str(error.get("message", "")) or f"status {response.status}"
    if error.get("code") == "UNKNOWN_ADMIN_API_KEY":
        return Check("Ghost does not know this key: it was deleted, or belongs to another site.", _NEW_KEY)
    if "signature" in says:
        return Check("The second half of the key is wrong.", _NEW_KEY)
    if "expired" in says or "not active" in says:
        return Check(f"Ghost refuses the token: {says}.", "Set the clocks of both machines by NTP.")
    if not error:
        return Check(
            f"A server in front of Ghost answers {response.status}.", "Let FSP pass the proxy or the firewall."
        )
    return Check(f"Ghost refuses the key: {says}.", _NEW_KEY)
