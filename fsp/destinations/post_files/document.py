"""A post as files: its Markdown with front matter, and its images beside it."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from fsp.content.document import Document
from fsp.content.exact_file import is_body_exact, write_exact
from fsp.content.exported_state import ExportedState
from fsp.content.references.images import ImageFiles
from fsp.content.references.local import local_address
from fsp.content.rendering.addresses_of import addresses_of
from fsp.destinations.contract import ImageLimits, Post, PostImage, Tools
from fsp.destinations.post_files.layout import FileLayout, checked_path
from fsp.destinations.post_files.store import MARKDOWN_TYPE, StoredFile

KEY_FIELD = "fsp_key"
"""The front matter field that identifies a post to FSP."""
LIMITS = ImageLimits(
    media_types=("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/svg+xml"),
    max_bytes=50_000_000,
)
_ENDINGS = {"image/jpeg": "jpg", "image/svg+xml": "svg"}
_KEY = re.compile(rb"^fsp_key:[ \t]*(['\"]?)([^\r\n]*?)\1[ \t]*\r?$", re.MULTILINE)
_OWN_IMAGE = re.compile(rb"(?:(?<=[(<\"'\s:])|^)[^\s()<>\"':]*/[0-9a-f]{16}\.[a-z0-9]{1,5}(?=[)>\"'\s?#]|\Z)")
_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?---\r?\n(.*?)^---[ \t]*\r?$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class PostFiles:
    """The files of one post: the path of its text, and all files, images first."""

    path: str
    files: dict[str, StoredFile]

    @property
    def text(self) -> bytes:
        """Return the content of the Markdown file."""
        return self.files[self.path].data


def post_files(post: Post, layout: FileLayout, tools: Tools) -> PostFiles:
    """Return the files of a post. Addresses of its images in the text become paths relative to the file."""
    path = layout.path_of(post)
    folder = checked_path(layout.image_folder_of(post.slug, post.published_at, post.language))
    files: dict[str, StoredFile] = {}
    relative: dict[str, str] = {}
    for image in (*post.images, *([post.cover] if post.cover else [])):
        if image.sha256 not in relative:
            image_path, files[image_path] = _stored_image(image, folder, tools)
            relative[image.sha256] = os.path.relpath(image_path, os.path.dirname(path) or ".")  # noqa: PTH120
    files[path] = StoredFile(_text(post, relative, path).encode("utf-8", "replace"), MARKDOWN_TYPE)
    return PostFiles(path, files)


def key_of(data: bytes) -> str | None:
    """Return the key in the front matter of a file; None for a file that FSP did not write."""
    header = _HEADER.match(data)
    key = _KEY.search(header[1]) if header else None
    return key[2].decode("utf-8", "replace") if key else None


def images_in(data: bytes, path: str) -> set[str]:
    """Return the paths of the images that FSP wrote for the post file with this content."""
    base = os.path.dirname(path)  # noqa: PTH120
    names = {name.decode("utf-8", "replace") for name in _OWN_IMAGE.findall(data)}
    paths = {os.path.normpath(os.path.join(base, name)) for name in names}  # noqa: PTH118
    return {path for path in paths if not path.startswith(("..", "/"))}


def content_hash(data: bytes) -> str:
    """Return the hash that drift is judged by."""
    return hashlib.sha256(data).hexdigest()


def _stored_image(image: PostImage, folder: str, tools: Tools) -> tuple[str, StoredFile]:
    prepared = tools.prepare(image, LIMITS)
    ending = _ENDINGS.get(prepared.media_type, prepared.media_type.partition("/")[2][:5])
    name = f"{hashlib.sha256(prepared.data).hexdigest()[:16]}.{ending}"
    return f"{folder}/{name}", StoredFile(prepared.data, prepared.media_type)


def _text(post: Post, relative: dict[str, str], path: str) -> str:
    body = with_images(post, by_source(post, relative))
    document = Document(
        title=post.title,
        slug=post.slug,
        publish_at=post.published_at,
        tags=post.tags,
        summary=post.summary,
        authors=post.authors,
        cover=relative[post.cover.sha256] if post.cover else "",
        language=post.language,
        canonical_url=post.canonical_url,
        extra={KEY_FIELD: post.key},
        exported=ExportedState(state="published", published_at=post.published_at, is_text_exact=is_body_exact(body)),
        body=body,
    )
    return write_exact(document, file_name=path)


def by_source(post: Post, addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the address of each image of the text by every path that it has. `addresses` are by SHA-256."""
    return {
        source: addresses[image.sha256]
        for image in post.images
        for source in (image.source, *image.other_sources)
        if image.sha256 in addresses
    }


def with_images(post: Post, paths: dict[str, str]) -> str:
    """Return the Markdown of a post with other addresses of its images. `paths` are the new ones by source."""
    files, markdown = ImageFiles(paths), post.markdown
    for url in sorted(addresses_of(markdown).images if paths else (), key=len, reverse=True):
        address = local_address(url)
        source = url if address is None else files.find(post.source_path, address)
        if source in paths:
            for written in {url, unquote(url)}:
                pattern = rf"(?<![\w/.%-]){re.escape(written)}(?![\w/.%-])"
                markdown = re.sub(pattern, paths[source].replace("\\", r"\\"), markdown)
    return markdown
