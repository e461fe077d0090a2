"""Converts single tags of generators to HTML: figures, links, paths and embedded content."""

import re
from html import escape
from urllib.parse import quote

from fsp.content.attachments import is_attachment
from fsp.content.rendering.embeds import embed
from fsp.content.rendering.protected import protected
from fsp.content.rendering.shortcode_tags import Tag

_STRING = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)')\s*(?P<filters>\|.*)?\Z", re.DOTALL)
_SITE_ROOTS = frozenset(
    {"site.baseurl", "site.url", "site.github.url", ".site.baseurl", "site.base_url", "config.base_url", "base_url"}
)
_PLACING = re.compile(
    r"(?:\|\s*(?:relative_url|absolute_url|url|url_for|asset|asset_path|relurl|absurl|escape|prepend\s*:.*|"
    r"append\s*:.*|safe)\s*)*\Z",
    re.DOTALL,
)
_WEB = re.compile(r"https?://\S+\Z")
"""An address, which filters of a theme shorten or check."""
_MARKED = re.compile(r"([\\`*_\[\]<>&|~$])")
_SPECIAL = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

FIGURES = frozenset({"figure", "img", "image", "picture", "asset_img", "imgproc", "fancybox", "resize_image"})
PATHS = frozenset({"ref", "relref", "post_url", "post_path", "asset_path", "static", "relurl", "absurl"})


def figure(tag: Tag) -> str | None:
    """Return an image with its caption; None for other tags."""
    is_include = tag.name == "include"
    if tag.name not in FIGURES and not is_include:
        return None
    values = [value for value in tag.values if value.lower() not in {"left", "right", "center"}]
    positional = next((value for value in values if re.search(r"\.\w{2,5}\Z", value)), values[0] if values else "")
    source = tag.get("src", "source", "url", "image_path", "image", "path", "file", "img", "link")
    source = source or ("" if is_include else positional)
    if is_include and not re.search(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:\?|\Z)", source, re.IGNORECASE):
        identifier = tag.get("id", "video_id", "youtubeid", "src", "url")
        name = re.split(r"[./-]", tag.values[0].rsplit("/", 1)[-1])[0].lower() if tag.values else ""
        return embed(name, (identifier,)) if identifier else None
    if not source:
        return None
    caption = tag.get("caption", "title", "legend", "description", "text")
    alt = tag.get("alt", "alttext") or caption
    sizes = "".join(f' {name}="{tag.named[name]}"' for name in ("width", "height") if tag.get(name).isdigit())
    image = f'<img src="{escape(source)}" alt="{escape(alt)}"{sizes}>'
    target = tag.get("link", "href")
    if target and target != source:
        image = f'<a href="{escape(target)}">{image}</a>'
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{image}{words}</figure>"


def player(tag: Tag) -> str | None:
    """Return a player for the sound or video of a file; None for other tags."""
    source = tag.get("src", "source", "url", "mp4", "file", place=0)
    if tag.name not in {"video", "audio"} or not is_attachment(source):
        return None
    # Octopress and Pelican write the width and the height behind the file.
    places = zip(("width", "height"), (value for value in tag.values[1:] if value.isdigit()), strict=False)
    sizes = "".join(f' {name}="{value}"' for name, value in places if tag.name == "video")
    return f'<{tag.name} src="{escape(source)}"{sizes} controls></{tag.name}>'


def path(tag: Tag) -> str | None:
    """Return the address of a page or file; None for other tags."""
    if tag.name not in PATHS:
        return None
    target = tag.get("path", "page", place=0)
    prefix = "/" if tag.name in {"post_url", "post_path"} and not target.startswith("/") else ""
    return quote(prefix + target, safe="/#?=&@%:.,~+-_")


def link(tag: Tag) -> str | None:
    """Return a link or a button; None for other tags."""
    if tag.name == "post_link" and tag.values:
        text = " ".join(tag.values[1:]) or tag.values[0]
        return f'<a href="/{escape(tag.values[0])}">{escape(text)}</a>'
    if tag.name == "asset_link" and tag.values:
        return f'<a href="{escape(tag.values[0])}">{escape(" ".join(tag.values[1:]) or tag.values[0])}</a>'
    if tag.name not in {"link", "button", "btn"}:
        return None
    address = next((value for value in tag.values if "://" in value), tag.get("href", "url", "link", "relref"))
    if not address and tag.name == "link" and len(tag.values) == 1:
        return quote("/" + tag.values[0].lstrip("/"), safe="/#?=&@%:.,~+-_")
    if not address:
        return None
    text = " ".join(value for value in tag.values if value != address) or tag.get("text", "title") or address
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def embedded(tag: Tag) -> str | None:
    """Return a link to embedded external content; None for other tags."""
    identifier = tag.get("id", "url", "src", "user")
    ids = (identifier, tag.named["id"]) if tag.get("user") and tag.get("id") else (identifier,) if identifier else ()
    if tag.get("user") and tag.get("id"):
        ids = (tag.named["user"], tag.named["id"])
    return embed(tag.name, ids or tag.values, tag.get("title"))


def title_of(tag: Tag) -> str:
    """Return the title of a tag."""
    return tag.get("title", "summary", "label", "header") or " ".join(tag.values)


def output(expression: str) -> str | None:
    """Return the output of `{{ … }}` in simple cases: a string, or the root of the site."""
    if expression.strip().lower() in _SITE_ROOTS:
        return ""
    if expression.startswith(("/*", "#")):
        return ""
    string = _STRING.match(expression)
    written = string[1] or string[2] or "" if string else ""
    if string and (_PLACING.match(string["filters"] or "") or _WEB.match(written)):
        return quote(written, safe="/#?=&@%:.,~+-_ ")
    return None


def as_text(text: str) -> str:
    """Return a tag in a form that Markdown shows literally."""
    return protected(_MARKED.sub(lambda match: _SPECIAL.get(match[1], f"\\{match[1]}"), text))
