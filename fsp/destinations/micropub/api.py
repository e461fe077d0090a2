"""Requests to a Micropub server.

Source: W3C Recommendation "Micropub".
"""

from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.contract import PreparedImage, Tools
from fsp.destinations.micropub.discovery import endpoint_of
from fsp.destinations.micropub.entry import with_plain_photos
from fsp.destinations.micropub.settings import MicropubCredentials, MicropubSettings
from fsp.destinations.multipart import multipart
from fsp.errors import AnswerLost, FspError, PermanentFailure, RemoteGone

_GONE_CODES = frozenset({"not_found", "gone"})


@dataclass
class MicropubApi:
    """The endpoint of one site."""

    settings: MicropubSettings
    credentials: MicropubCredentials
    tools: Tools

    @cached_property
    def endpoint(self) -> str:
        """Return the endpoint: that of the settings, else the one that the site names."""
        if self.settings.endpoint:
            return self.settings.endpoint
        discovered = endpoint_of(self.site_page(), "micropub", self.settings.url)
        if not discovered:
            raise PermanentFailure(f"{self.settings.url} names no Micropub endpoint (link rel=micropub).")
        return discovered

    def site_page(self) -> ApiResponse:
        """Return the first page of the site, without the token."""
        site = ApiClient(self.tools.http, self.settings.url, heed=self.tools.heed, now=self.tools.now)
        return site.call("GET", self.settings.url, headers={"Accept": "text/html, */*;q=0.5"})

    def client(self, url: str = "") -> ApiClient:
        """Return a client that sends the token to an endpoint, by default to the Micropub endpoint."""
        headers = {"Authorization": f"Bearer {self.credentials.token.get_secret_value()}"}
        return ApiClient(self.tools.http, url or self.endpoint, headers, heed=self.tools.heed, now=self.tools.now)

    def query(self, **query: Any) -> dict[str, Any]:
        """Return the JSON that a query returns; raise RemoteGone for a post that is not there."""
        client = self.client()
        response = client.send("GET", self.endpoint, query=query)
        self._raise_gone(response, query.get("url", ""))
        client.raise_for(response)
        if not isinstance(response.json, dict):
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            raise PermanentFailure(f"{client.host} answered {response.status} with {kind} instead of JSON.")
        return response.json

    def create(self, endpoint: str, properties: dict[str, Any]) -> str:
        """Create an entry; return its address."""
        client = self.client(endpoint)
        response = self._post(client, {"type": ["h-entry"], "properties": properties}, "properties")
        client.raise_for(response, creates=True)
        return self._location(client, response)

    def act(self, action: str, url: str, **details: Any) -> str:
        """Update, delete or undelete an entry; return its address, which an update may change."""
        client = self.client()
        response = self._post(client, {"action": action, "url": url, **details}, "replace")
        self._raise_gone(response, url)
        client.raise_for(response)
        _refuse_page(client, response)
        location = response.headers.get("location")
        return urljoin(self.endpoint, location) if location else url

    def upload(self, media_endpoint: str, image: PreparedImage) -> str:
        """Upload an image; return its address."""
        client = self.client(media_endpoint)
        body, headers = multipart({}, "file", image)
        return self._location(client, client.call("POST", media_endpoint, body=body, headers=headers), is_post=False)

    def _post(self, client: ApiClient, fields: dict[str, Any], part: str) -> ApiResponse:
        """Send an action. A server that refuses photos with alt texts, and so does nothing, gets them without."""
        response = client.send("POST", self.endpoint, fields=fields)
        plain = with_plain_photos(fields.get(part, {}))
        if response.status != HTTPStatus.BAD_REQUEST or plain == fields.get(part, {}):
            return response
        return client.send("POST", self.endpoint, fields={**fields, part: plain})

    def _location(self, client: ApiClient, response: ApiResponse, *, is_post: bool = True) -> str:
        address = urljoin(client.base_url, response.headers.get("location", ""))
        if response.headers.get("location") and address.startswith(("http://", "https://")):
            return address
        _refuse_page(client, response)
        text = f"{client.host} answered {response.status} without the address of what it created."
        raise AnswerLost(text) if is_post else PermanentFailure(text)

    def _raise_gone(self, response: ApiResponse, url: str) -> None:
        """Raise RemoteGone if the server, or the page of the post, says that it is gone. Some say only 400."""
        code = response.json.get("error") if isinstance(response.json, dict) else None
        if code in _GONE_CODES or (response.status == HTTPStatus.BAD_REQUEST and url and self.has_no_page(url)):
            raise RemoteGone(f"{url} no longer exists.")

    def has_no_page(self, url: str) -> bool:
        """Return whether the page of an entry says that it is gone. The token is not sent to it."""
        try:
            page = ApiClient(self.tools.http, url, heed=self.tools.heed, now=self.tools.now).send("GET", url)
        except FspError:
            return False
        return page.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def _refuse_page(client: ApiClient, response: ApiResponse) -> None:
    """Raise PermanentFailure for a page of HTML, which no endpoint returns."""
    if response.headers.get("content-type", "").startswith("text/html") and response.body.strip():
        raise PermanentFailure(f"{client.host} answered {response.status} with a page of HTML. Check the address.")
