"""Listmonk, as its documentation describes the API. `created` are the campaigns that were started."""

from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

USER, TOKEN = "fsp", "a-token-of-listmonk"
LISTS = {1: "Default", 3: "Friends"}
REQUIRED = ("name", "subject", "lists", "type", "content_type", "body")


class ListmonkServer(PlatformServer):
    """Campaigns by id. A campaign is sent when its status becomes running."""

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: dict[str, dict[str, Any]] = {}

    def before(self, request: Request) -> None:
        """Refuse another user."""
        if request.headers.get("authorization") != f"token {USER}:{TOKEN}":
            raise Refused(403, {"message": "invalid API credentials"})

    @route("GET", "/api/lists")
    def lists(self, _request: Request) -> Response:
        """Return the lists."""
        return Response(200, {"data": {"results": [{"id": key, "name": name} for key, name in LISTS.items()]}})

    @route("GET", "/api/campaigns")
    def search(self, request: Request) -> Response:
        """Return the campaigns whose name has a text."""
        rows = [row for row in self.campaigns.values() if request.first("query") in row["name"]]
        return Response(200, {"data": {"results": rows, "total": len(rows)}})

    @route("GET", "/api/campaigns/(?P<campaign_id>[0-9]+)")
    def read(self, _request: Request, campaign_id: str) -> Response:
        """Return a campaign."""
        return Response(200, {"data": self._campaign(campaign_id)})

    @route("POST", "/api/campaigns")
    def create(self, request: Request) -> Response:
        """Create a draft."""
        campaign = self._fields(request) | {"id": int(self.new_id()), "status": "draft"}
        self.campaigns[str(campaign["id"])] = campaign
        return Response(200, {"data": campaign})

    @route("PUT", "/api/campaigns/(?P<campaign_id>[0-9]+)")
    def change(self, request: Request, campaign_id: str) -> Response:
        """Replace a draft."""
        campaign = self._campaign(campaign_id)
        if campaign["status"] != "draft":
            raise Refused(400, {"message": "Cannot update a running or a finished campaign."})
        campaign.update(self._fields(request))
        return Response(200, {"data": campaign})

    @route("PUT", "/api/campaigns/(?P<campaign_id>[0-9]+)/status")
    def start_campaign(self, request: Request, campaign_id: str) -> Response:
        """Send a campaign."""
        campaign = self._campaign(campaign_id)
        if request.json.get("status") != "running" or campaign["status"] != "draft":
            raise Refused(400, {"message": "Only draft campaigns can be started."})
        campaign["status"] = "running"
        self.keep(campaign_id, campaign)
        return Response(200, {"data": campaign})

    @route("POST", "/api/media")
    def upload(self, request: Request) -> Response:
        """Store a file."""
        part, media_id = request.parts["file"], int(self.new_id())
        url = f"{self.url}/uploads/{media_id}-{part.file_name}"
        self.uploads[str(media_id)] = {"url": url, "data": part.data}
        return Response(200, {"data": {"id": media_id, "url": url}})

    def _campaign(self, campaign_id: str) -> dict[str, Any]:
        if campaign_id not in self.campaigns:
            raise Refused(400, {"message": "Campaign not found."})
        return self.campaigns[campaign_id]

    def _fields(self, request: Request) -> dict[str, Any]:
        fields: dict[str, Any] = request.json
        missing = [name for name in REQUIRED if not fields.get(name)]
        if missing or not set(fields["lists"]) <= LISTS.keys():
            raise Refused(400, {"message": f"Invalid fields: {missing or 'lists'}."})
        return fields
