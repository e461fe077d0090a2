"""Reads, finds and changes the posts that Ghost holds."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.destinations.ghost.api import GhostApi
from fsp.destinations.ghost.post_fields import Row
from fsp.destinations.marker import marker_of
from fsp.errors import AnswerLost, RemoteGone, ServiceUnavailable

POSTS = "/posts/"
REMOVED = "#fsp-removed"
"""The internal tag of a post that was made a draft when it was unpublished in FSP."""
_READ = {"formats": "html", "include": "tags"}
_WRITE = {"source": "html", **_READ}
_MAX_COPIES = 15


@dataclass(frozen=True)
class StoredPosts:
    """The posts of a site."""

    api: GhostApi

    def find(self, key: str) -> Row | None:
        """Return the oldest post with the internal tag of this key: a person's copy of a post has its tags too."""
        tag = f"#{marker_of(key)}"
        query = {"filter": f"tag:hash-{tag[1:]}", "order": "created_at asc", "limit": _MAX_COPIES, **_READ}
        rows = self.api.call("GET", POSTS, query=query).get("posts") or []
        tagged = [row for row in rows if tag in {tag["name"] for tag in row["tags"]}]
        return min(tagged, key=lambda row: (row["created_at"], row["id"]), default=None)

    def slug_owner(self, slug: str, key: str) -> str:
        """Return the address of another post or page with this slug; empty if it is free."""
        tag = f"#{marker_of(key)}"
        for route, name in ((POSTS, "posts"), ("/pages/", "pages")):
            rows = self.api.call("GET", route, query={"filter": f"slug:'{slug}'", "limit": 1, **_READ}).get(name) or []
            if rows and tag not in {tag["name"] for tag in rows[0]["tags"]}:
                return str(rows[0]["url"])
        return ""

    def read(self, external_id: str) -> Row:
        """Return a post; raise RemoteGone if it does not exist or was removed by us."""
        row = self.read_any(external_id)
        if is_removed(row):
            raise RemoteGone(f"Post {external_id} of {self.api.client.host} was unpublished.")
        return row

    def read_any(self, external_id: str) -> Row:
        """Return a post, removed or not; raise RemoteGone if it does not exist."""
        return _only(self.api.call("GET", f"{POSTS}{external_id}/", query=_READ))

    def create(self, fields: Row) -> Row:
        """Create a post. Ghost creates one each time, whatever the id in the fields."""
        answer = self.api.call("POST", POSTS, creates=True, fields={"posts": [fields]}, query=_WRITE)
        row = _only(answer)
        if "id" not in row:
            raise AnswerLost(f"{self.api.client.host} did not say which post it created.")
        return row

    def change(self, row: Row, fields: Row) -> Row:
        """Change a post that was just read. If another writer was faster, read again and change once more."""
        response = self._put(row["id"], {**fields, "updated_at": row["updated_at"]})
        if response.status == HTTPStatus.CONFLICT:
            latest = self.read_any(row["id"])
            response = self._put(row["id"], {**fields, "updated_at": latest["updated_at"]})
        if response.status == HTTPStatus.CONFLICT:
            raise ServiceUnavailable(f"Another program keeps changing post {row['id']} of {self.api.client.host}.")
        self.api.raise_for(response)
        content = response.json
        return _only(content) if isinstance(content, dict) else self.read_any(row["id"])

    def delete(self, external_id: str) -> None:
        """Delete a post for good."""
        self.api.call("DELETE", f"{POSTS}{external_id}/")

    def _put(self, external_id: str, fields: Row) -> Any:
        return self.api.send("PUT", f"{POSTS}{external_id}/", fields={"posts": [fields]}, query=_WRITE)


def is_removed(row: Row) -> bool:
    """Return whether we made a post a draft instead of deleting it."""
    return row["status"] == "draft" and REMOVED in {tag["name"] for tag in row["tags"]}


def _only(answer: dict[str, Any]) -> Row:
    posts = answer.get("posts")
    return posts[0] if isinstance(posts, list) and posts and isinstance(posts[0], dict) else {}
