"""Finds the post that an earlier attempt created, in every status including the trash."""

from typing import Any

from fsp.destinations.contract import Post
from fsp.destinations.marker import marker_of
from fsp.destinations.wordpress.api import WordPressApi
from fsp.destinations.wordpress.content import has_marker
from fsp.destinations.wordpress.ownership import naming_owner

POSTS = "wp/v2/posts"
POST_FIELDS = "id,status,slug,link,title.raw,content.raw,excerpt.raw,categories,tags,featured_media,date_gmt,password"
STATUSES = "publish,future,draft,pending,private,trash"
"""`any` would leave the trash out."""
_MAX_SLUGS = 5


def find_post(api: WordPressApi, post: Post) -> dict[str, Any] | None:
    """Return the oldest post with our marker.

    The second look-up is by slug: it does not depend on the search, which some plugins replace.
    """
    marked = {"search": marker_of(post.key), "context": "edit", "_fields": POST_FIELDS}
    for row in _list(api, marked):
        if has_marker(row["content"]["raw"], post.key):
            return row
    for row in _list(api, {"slug": ",".join(slugs_of(post.slug)), "_fields": "id,content.rendered"}):
        if has_marker(row["content"]["rendered"], post.key):
            return read_post(api, row["id"])
    return None


def slug_owner(api: WordPressApi, post: Post) -> str:
    """Return the address of another post that has this slug; empty if it is free."""
    for row in _list(api, {"slug": post.slug, "_fields": "id,link,content.rendered"}):
        if not has_marker(row["content"]["rendered"], post.key):
            return str(row["link"])
    return ""


def read_post(api: WordPressApi, post_id: int | str) -> dict[str, Any]:
    """Return a post as it is stored; raise RemoteGone if it does not exist, ForeignPost if it is another user's."""
    with naming_owner():
        row: dict[str, Any] = api.call("GET", f"{POSTS}/{post_id}", query={"context": "edit", "_fields": POST_FIELDS})
    return row


def public_address(api: WordPressApi, post_id: int | str) -> str:
    """Return the address of a post that this user may not edit; raise RemoteGone if it does not exist."""
    row: dict[str, Any] = api.call("GET", f"{POSTS}/{post_id}", query={"_fields": "link"})
    return str(row["link"])


def slugs_of(slug: str) -> list[str]:
    """Return the slugs that WordPress gives to posts with this one, as it makes slugs unique and renames trash."""
    unique = [slug, *(f"{slug}-{number}" for number in range(2, _MAX_SLUGS + 1))]
    return [*unique, *(f"{name}__trashed" for name in unique)]


def _list(api: WordPressApi, query: dict[str, Any]) -> list[dict[str, Any]]:
    # The oldest first: a person's copy of a post has its marker too.
    order = {"status": STATUSES, "orderby": "id", "order": "asc", "per_page": 20}
    rows = api.call("GET", POSTS, query={**query, **order})
    return rows if isinstance(rows, list) else []
