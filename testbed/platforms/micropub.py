"""A site of the IndieWeb that behaves as the Micropub recommendation says."""

from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

TOKEN = "a-token-of-the-garden"
SCOPES = "create update delete media"
PAGE = """<!doctype html><title>Garden</title><!-- <link rel="micropub" href="/old"> -->
<link rel="stylesheet" href="/site.css"><link href="/micropub" rel="micropub"><link rel=token_endpoint href=/token>"""


class MicropubServer(PlatformServer):
    """Entries by their address. `scopes` are those of the token, of which its server also says `token_facts`.

    `lists`: it lists entries with all properties.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scopes = SCOPES
        self.token_facts: dict[str, object] = {}
        self.lists = True
        self.has_media = True
        self.knows_alt_texts = True
        self.page = PAGE
        self.deleted: dict[str, dict[str, Any]] = {}
        self.undeletes = True
        self.names_scopes = True
        self.pages_by_offset = False
        self.ignores_paging = False

    @route("GET", "/")
    def home(self, _request: Request) -> Response:
        """Return the first page with its endpoints."""
        return Response(200, headers={"Content-Type": "text/html; charset=utf-8"}, body=self.page.encode())

    @route("GET", "/notes/.*")
    def note(self, request: Request) -> Response:
        """Return the page of an entry."""
        status = 200 if f"{self.url}{request.path}" in self.posts else 410
        return Response(status, headers={"Content-Type": "text/html"}, body=b"<p>A note.</p>")

    @route("GET", "/token")
    def token(self, request: Request) -> Response:
        """Return what the token may do."""
        if not self.names_scopes:
            raise Refused(405)
        self._authorise(request)
        facts = {"me": self.url, "client_id": "https://fsp.example", "scope": self.scopes}
        return Response(200, facts | self.token_facts)

    @route("GET", "/micropub")
    def query(self, request: Request) -> Response:
        """Answer a query."""
        self._authorise(request)
        if request.first("q") == "config":
            media = {"media-endpoint": f"{self.url}/media"} if self.has_media else {}
            return Response(200, {"q": ["config", "source"], **media})
        if request.first("q") != "source":
            raise _refused(400, "invalid_request", "An unknown query.")
        if "url" in request.query:
            return Response(200, {"type": ["h-entry"], "properties": self._entry(request.first("url"))})
        if not self.lists:
            raise _refused(400, "invalid_request", "Which url?")
        return self._list(request)

    @route("POST", "/micropub")
    def post_entry(self, request: Request) -> Response:
        """Create, update or delete an entry."""
        self._authorise(request)
        action = request.json.get("action", "create")
        if action == "undelete":
            return self._undelete(request.json["url"])
        if action not in self.scopes.split():
            raise Refused(403, {"error": "insufficient_scope", "scope": action})
        if action == "create":
            return self._create(request.json)
        url = request.json["url"]
        entry = self._entry(url)
        if action == "delete":
            self.deleted[url] = self.posts.pop(url)
            return Response(204, body=b"")
        for name, values in request.json.get("replace", {}).items():
            if not isinstance(values, list):
                raise _refused(400, "invalid_request", f"{name} is no list.")
            entry[name] = values
        for name in request.json.get("delete", []):
            entry.pop(name, None)
        return Response(204, body=b"")

    @route("POST", "/media")
    def upload(self, request: Request) -> Response:
        """Store a file."""
        self._authorise(request)
        if "media" not in self.scopes.split():
            raise Refused(403, {"error": "insufficient_scope", "scope": "media"})
        if "file" not in request.parts:
            raise _refused(400, "invalid_request", "There is no file.")
        part = request.parts["file"]
        url = f"{self.url}/files/{self.new_id()}-{part.file_name}"
        self.uploads[url] = {"type": part.media_type, "data": part.data}
        return Response(201, headers={"Location": url}, body=b"")

    def _authorise(self, request: Request) -> None:
        if not request.bearer:
            raise Refused(401, {"error": "unauthorized"})
        if request.bearer != TOKEN:
            raise Refused(403, {"error": "forbidden", "error_description": "The token is unknown."})

    def _create(self, entry: dict[str, Any]) -> Response:
        properties = entry.get("properties")
        if entry.get("type") != ["h-entry"] or not isinstance(properties, dict):
            raise _refused(400, "invalid_request", "No h-entry.")
        if not all(isinstance(values, list) for values in properties.values()):
            raise _refused(400, "invalid_request", "Values are lists.")
        if {"uid", "author"} & properties.keys():
            raise _refused(400, "invalid_request", "The server sets uid and author.")
        if not self.knows_alt_texts and any(isinstance(photo, dict) for photo in properties.get("photo", [])):
            raise _refused(400, "invalid_request", "A photo is an address.")
        slug = properties.pop("mp-slug", ["entry"])[0]
        path = f"/notes/{slug}-{self.new_id()}"
        url = f"{self.url}{path}"
        if not self.lists:
            properties.pop("x-fsp-key", None)
        self.keep(url, properties | {"url": [url]})
        return Response(202, headers={"Location": path}, body=b"")

    def _undelete(self, url: str) -> Response:
        if not self.undeletes:
            raise _refused(400, "invalid_request", "An unknown action.")
        if url not in self.deleted:
            raise _refused(400, "not_found" if self.lists else "invalid_request", "It was not deleted.")
        self.posts[url] = self.deleted.pop(url)
        return Response(204, body=b"")

    def _entry(self, url: str) -> dict[str, Any]:
        if url not in self.posts:
            # Some servers name no cause.
            raise _refused(400, "not_found" if self.lists else "invalid_request", "There is no such post.")
        return self.posts[url]

    def _list(self, request: Request) -> Response:
        entries = list(reversed(self.posts.values()))
        if self.pages_by_offset or self.ignores_paging:
            return self._list_by_offset(request, entries)
        start, limit = int(request.first("after", "0")), int(request.first("limit", "20"))
        items = [{"type": ["h-entry"], "properties": entry} for entry in entries[start : start + limit]]
        paging = {"paging": {"after": str(start + limit)}} if start + limit < len(entries) else {}
        return Response(200, {"items": items, **paging})

    def _list_by_offset(self, request: Request, entries: list[dict[str, Any]]) -> Response:
        start = 0 if self.ignores_paging else int(request.first("offset", "0"))
        items = [{"type": ["h-entry"], "properties": entry} for entry in entries[start : start + 20]]
        paging = {} if self.ignores_paging else {"paging": {"offset": start, "limit": 20, "total": len(entries)}}
        return Response(200, {"items": items, **paging})


def _refused(status: int, error: str, description: str) -> Refused:
    return Refused(status, {"error": error, "error_description": description})
