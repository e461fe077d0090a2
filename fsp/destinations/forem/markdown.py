"""The Markdown of a post as Forem reads it: public addresses, no front matter, no Liquid."""

import re
from urllib.parse import unquote

from fsp.content.references.images import ImageFiles
from fsp.content.references.local import local_address
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.elements import attributes
from fsp.content.rendering.page import without_colours
from fsp.destinations.contract import Post
from fsp.destinations.post_files.document import by_source
from fsp.destinations.site_images import image_url
from fsp.settings import Settings

_CODE = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)[`~]*\s*$|(?P<ticks>`+)[^`].*?(?P=ticks)(?!`)", re.S | re.M)
_LIQUID = re.compile(r"\{(?=[{%])")
_FRONT_MATTER = re.compile(r"\A\s*---(?=[ \t]*$)", re.MULTILINE)
_LINK = re.compile(r'<a\b([^>]*)>|<span class="missing"[^>]*>')


def forem_markdown(post: Post, settings: Settings) -> str:
    """Return the Markdown of a post with the public addresses of its images and links."""
    markdown = _with_addresses(post.markdown, _image_addresses(post, settings) | _link_addresses(post))
    # A line at the start would begin front matter, and its fields would replace those of the article.
    return _FRONT_MATTER.sub("***", _without_liquid(markdown)).strip()


def _image_addresses(post: Post, settings: Settings) -> dict[str, str]:
    """Return the public address for each way in which the text names an image."""
    by_path = by_source(post, {image.sha256: image_url(image.sha256, post, settings) for image in post.images})
    files, addresses = ImageFiles(by_path), {}
    for url in addresses_of(post.markdown).images if by_path else ():
        address = local_address(url)
        source = url if address is None else files.find(post.source_path, address)
        if source in by_path:
            addresses[url] = by_path[source]
    return addresses


def _link_addresses(post: Post) -> dict[str, str]:
    """Return the public address of each link, by the order of links in the text and in the rendered text."""
    written = [attributes(match[1] or "").get("href", "") for match in _LINK.finditer(without_colours(post.markdown))]
    rendered = [attributes(match[1] or "").get("href", "") for match in _LINK.finditer(post.html)]
    if len(written) != len(rendered):
        return {}
    pairs = dict(zip(written, rendered, strict=True))
    return {url: address for url, address in pairs.items() if url != address and address.startswith("http")}


def _with_addresses(markdown: str, addresses: dict[str, str]) -> str:
    for url in sorted(addresses, key=len, reverse=True):
        for written in {url, unquote(url)}:
            pattern = rf"(?<![\w/.%:-]){re.escape(written)}(?![\w/.%-])"
            markdown = re.sub(pattern, addresses[url].replace("\\", r"\\"), markdown)
    return markdown


def _without_liquid(markdown: str) -> str:
    """Return Markdown whose braces Forem does not execute. In code, Forem executes none."""
    parts, start = [], 0
    for code in _CODE.finditer(markdown):
        parts += [_LIQUID.sub("&#123;", markdown[start : code.start()]), code[0]]
        start = code.end()
    return "".join([*parts, _LIQUID.sub("&#123;", markdown[start:])])
