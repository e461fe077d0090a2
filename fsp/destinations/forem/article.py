"""The article of a post: Markdown with public addresses, tags in Forem's form, and a marker that readers do not see."""

from typing import Any

import regex

from fsp.destinations.contract import Post
from fsp.destinations.cut_text import longest_cut
from fsp.destinations.forem.markdown import forem_markdown
from fsp.destinations.marker import hash_of_facts, marker_of
from fsp.destinations.site_images import image_url
from fsp.destinations.web_address import ascii_address
from fsp.settings import Settings

MAX_TITLE_CHARACTERS = 128
MAX_TAGS = 4
MAX_TAG_CHARACTERS = 30
_MARKER_LINE = regex.compile(r"<!-- fsp-[0-9a-f]{32} -->\s*\Z")
_NOT_IN_TAG = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def article_of(post: Post, settings: Settings) -> dict[str, Any]:
    """Return the fields of the article."""
    article: dict[str, Any] = {
        "title": longest_cut(" ".join(post.title.split()), lambda title: len(title) <= MAX_TITLE_CHARACTERS),
        "body_markdown": f"{forem_markdown(post, settings)}\n\n{marker_line(post.key)}",
        "published": True,
        "description": " ".join(post.summary.split()),
        "tags": tags_of(post),
    }
    if post.canonical_url:
        article["canonical_url"] = ascii_address(post.canonical_url)
    if post.cover:
        article["main_image"] = image_url(post.cover.sha256, post, settings)
    return article


def marker_line(key: str) -> str:
    """Return the last line of the text: a comment, which Forem does not show."""
    return f"<!-- {marker_of(key)} -->"


def is_article_of(article: dict[str, Any], key: str) -> bool:
    """Return whether this installation wrote an article for the post with this key."""
    return str(article.get("body_markdown") or "").rstrip().endswith(marker_line(key))


def is_former_article(article: dict[str, Any], post: Post) -> bool:
    """Return whether an article is a draft that FSP wrote for the same address, and then took back."""
    is_draft = not article.get("published") and has_address_of(article, post)
    return is_draft and bool(_MARKER_LINE.search(str(article.get("body_markdown") or "")))


def has_address_of(article: dict[str, Any], post: Post) -> bool:
    """Return whether an article has the canonical address of a post, as it is or in ASCII."""
    return article.get("canonical_url") in {post.canonical_url, ascii_address(post.canonical_url)}


def tags_of(post: Post) -> list[str]:
    """Return at most four tags of letters and digits: "how to" becomes howto."""
    names = (_NOT_IN_TAG.sub("", tag).lower() for tag in post.tags)
    return list(dict.fromkeys(name for name in names if name and len(name) <= MAX_TAG_CHARACTERS))[:MAX_TAGS]


def hash_of(article: dict[str, Any]) -> str:
    """Return the hash of what a person edits."""
    return hash_of_facts([article.get(name) or "" for name in ("title", "body_markdown", "canonical_url")])
