"""The test of a WordPress account: what is checked, what was seen, and what to do about each failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import Any

from fsp.destinations.checks import Check, expect_json, run
from fsp.destinations.contract import CheckResult, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.server_clock import compare_clocks
from fsp.destinations.wordpress.api import WordPressApi, connect_api
from fsp.destinations.wordpress.check_causes import (
    cause_of_no_api,
    cause_of_no_connection,
    cause_of_no_index,
    cause_of_no_user,
    cause_of_wrong_path,
    site_of,
)
from fsp.destinations.wordpress.settings import Status, WordPressCredentials, WordPressSettings
from fsp.destinations.wordpress.terms import Terms
from fsp.errors import FspError, ServiceUnavailable

_ME = {"context": "edit", "_fields": "id,slug,roles,capabilities"}
_ANOTHER_ROLE = "Give the user the role Author or a higher one, or use another user."


def check_account(settings: WordPressSettings, credentials: WordPressCredentials, tools: Tools) -> list[CheckResult]:
    """Check an account in at most 10 s. The steps stop at the first failure that hides the others."""
    api = connect_api(settings, credentials, replace(tools, http=DeadlineClient.of(tools.http), memory={}))
    return _Account(api, settings, tools).results()


@dataclass
class _Account:
    api: WordPressApi
    settings: WordPressSettings
    tools: Tools
    index: Mapping[str, Any] = field(default_factory=dict)
    user: Mapping[str, Any] = field(default_factory=dict)

    def results(self) -> list[CheckResult]:
        """Run the steps."""
        results: list[CheckResult] = []
        needed = {"Reachable": self.reach, "API": self.read_index, "TLS": self.judge_tls, "User": self.sign_in}
        for name, step in needed.items():
            results.append(run(name, step))
            if not results[-1].is_ok:
                return results
        headers = self.api.root.response.headers
        return [
            *results,
            run("May publish", self.judge_publishing),
            run("May upload", self.judge_uploading),
            run("Limits", self.name_limits),
            run("Clock", partial(compare_clocks, headers, self.tools.now())),
        ]

    def reach(self) -> str:
        """Find the API's root on the page at the address."""
        try:
            root = self.api.root
        except ServiceUnavailable as error:
            raise cause_of_no_connection(self.api.client, error) from error
        except FspError as error:
            raise cause_of_no_api(self.api.client, error) from error
        is_elsewhere = site_of(root.url) != self.settings.url
        if root.response.status == HTTPStatus.NOT_FOUND and is_elsewhere:
            raise cause_of_wrong_path(self.api.client, root.url)
        return f"{self.api.client.host} answers. Its API is at {root.url}."

    def read_index(self) -> str:
        """Read the index of the API. Some plugins show it to users only."""
        response = self.api.send("GET", "")
        if response.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            raise cause_of_no_index(self.api, self.settings, response)
        content = expect_json(self.api.client, response)
        self.index = content if isinstance(content, dict) else {}
        if "wp/v2" not in (self.index.get("namespaces") or []):
            raise Check(
                "The API does not offer posts (wp/v2).",
                "Switch the REST API on: a plugin or the web server's configuration hides it.",
            )
        return f'The site is "{str(self.index.get("name", ""))[:100]}".'

    def judge_tls(self) -> str:
        """Check that the site accepts application passwords, which need TLS unless the site says otherwise."""
        offered = self.index.get("authentication")
        is_offered = isinstance(offered, dict) and "application-passwords" in offered
        has_tls = self.settings.url.startswith("https://")
        if is_offered:
            return "The connection is encrypted." if has_tls else "The site accepts passwords without TLS."
        if has_tls:
            raise Check(
                "The site accepts no application passwords.",
                "Switch application passwords on: a security plugin or the host has switched them off.",
            )
        raise Check(
            "The address has no TLS, and the site accepts application passwords only with TLS.",
            "Enter the address with https://. Set up TLS for the site if it has none.",
        )

    def sign_in(self) -> str:
        """Read the user with the credentials."""
        response = self.api.send("GET", "wp/v2/users/me", query=_ME)
        if response.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and response.json:
            raise cause_of_no_user(self.api, self.settings, response)
        content = expect_json(self.api.client, response)
        self.user = content if isinstance(content, dict) else {}
        roles = ", ".join(self.user.get("roles") or ["none"])
        return f'Signed in as "{self.settings.username}" with the role {roles}.'

    def judge_publishing(self) -> str:
        """Check the right to create posts in the status of the settings, and to change and delete them later."""
        may = {"publish": "publish_posts", "private": "publish_posts"}.get(self.settings.status, "edit_posts")
        if not self._can(may):
            raise Check(f'The user may not create posts with the status "{self.settings.status}".', _ANOTHER_ROLE)
        missing = [name for name in ("edit_published_posts", "delete_published_posts") if not self._can(name)]
        if missing and self.settings.status == Status.PUBLISH:
            raise Check("The user may publish, but not change or delete what is published.", _ANOTHER_ROLE)
        note = " Once they are published there, the user may not change them." if missing else ""
        return f'The user may create posts with the status "{self.settings.status}".{note}'

    def judge_uploading(self) -> str:
        """Check the right to upload images."""
        if not self._can("upload_files"):
            raise Check("The user may not upload images.", _ANOTHER_ROLE)
        return "The user may upload images."

    def name_limits(self) -> str:
        """Name the limits, and check that the category exists or can be created."""
        if self.settings.category and not self._can("manage_categories"):
            self._expect_category()
        return f"Images are sent with at most 2560 pixels a side and {self.settings.max_image_megabytes} MB."

    def _expect_category(self) -> None:
        if Terms(self.api).find_category(self.settings.category) is None:
            raise Check(
                f'There is no category "{self.settings.category}", and the user may not create it.',
                "Create the category in WordPress, or give the user the role Editor.",
            )

    def _can(self, capability: str) -> bool:
        capabilities = self.user.get("capabilities")
        return isinstance(capabilities, dict) and bool(capabilities.get(capability))
