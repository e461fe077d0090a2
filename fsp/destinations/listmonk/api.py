"""Requests to Listmonk's API.

Source: Listmonk's documentation, "API: Campaigns", "API: Lists" and "API: Media".
"""

from dataclasses import dataclass
from typing import Any

from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import PreparedImage, Tools
from fsp.destinations.listmonk.settings import ListmonkCredentials, ListmonkSettings
from fsp.destinations.multipart import multipart
from fsp.errors import AnswerLost, PermanentFailure, RemoteGone

DRAFT = "draft"
_PAGE_CAMPAIGNS = 100


@dataclass(frozen=True)
class ListmonkApi:
    """The API of one server. Each answer has its content in `data`."""

    client: ApiClient

    def call(self, method: str, path: str, *, creates: bool = False, **request: Any) -> Any:
        """Return the content of a 2xx answer; raise what any other means. A missing path is no missing post."""
        try:
            content = self.client.call_json(method, f"/api{path}", creates=creates, **request)
        except RemoteGone as error:
            raise PermanentFailure(f"{error} Check the address and the ids of the lists.") from None
        if not isinstance(content, dict) or "data" not in content:
            text = f"{self.client.host} did not answer as Listmonk does."
            raise AnswerLost(text) if creates else PermanentFailure(text)
        return content["data"]

    def find_campaign(self, mark: str) -> dict[str, Any] | None:
        """Return the campaign with a mark among its tags; one that was started before a draft.

        A server that was slow may have made a second draft.
        """
        # The search is by name, which contains the mark too.
        query = {"query": mark, "page": 1, "per_page": _PAGE_CAMPAIGNS}
        data = self.call("GET", "/campaigns", query=query)
        rows = data.get("results") or [] if isinstance(data, dict) else []
        marked = [row for row in rows if mark in (row.get("tags") or [])]
        return min(marked, key=lambda row: row.get("status") == DRAFT, default=None)

    def read_campaign(self, campaign_id: str) -> dict[str, Any] | None:
        """Return a campaign; None if it was deleted. Listmonk answers 400 for an id that it does not have."""
        response = self.client.send("GET", f"/api/campaigns/{campaign_id}")
        if response.status in {400, 404} and "not found" in response.message.lower():
            return None
        self.client.raise_for(response)
        content = response.json.get("data") if isinstance(response.json, dict) else None
        if not isinstance(content, dict):
            raise PermanentFailure(f"{self.client.host} did not answer as Listmonk does.")
        return content

    def create_campaign(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Create a draft, which is sent to nobody yet."""
        campaign: dict[str, Any] = self.call("POST", "/campaigns", creates=True, fields=fields)
        return campaign

    def change_campaign(self, campaign_id: Any, fields: dict[str, Any]) -> dict[str, Any]:
        """Replace the content of a draft."""
        campaign: dict[str, Any] = self.call("PUT", f"/campaigns/{campaign_id}", fields=fields)
        return campaign

    def start_campaign(self, campaign_id: Any) -> None:
        """Send a draft to its lists."""
        self.call("PUT", f"/campaigns/{campaign_id}/status", creates=True, fields={"status": "running"})

    def upload(self, image: PreparedImage) -> tuple[str, str]:
        """Upload an image; return its id and address."""
        body, headers = multipart({}, "file", image)
        data = self.call("POST", "/media", body=body, headers=headers)
        return str(data["id"]), str(data.get("url") or data.get("uri") or "")


def connect_api(settings: ListmonkSettings, credentials: ListmonkCredentials, tools: Tools) -> ListmonkApi:
    """Return the API, without a request."""
    token = f"token {credentials.user.get_secret_value()}:{credentials.token.get_secret_value()}"
    client = ApiClient(tools.http, settings.url, {"Authorization": token}, heed=tools.heed, now=tools.now)
    return ListmonkApi(client)
