"""Blocks of a live page: a refresh is one request, and its response holds only the blocks that changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request
from markupsafe import Markup

from fsp.web.conditional_get import tag_of
from fsp.web.partials import is_poll

HEADER = "FSP-Blocks"
"""The blocks a page shows, as `name=tag` separated by spaces. A script that does not send it gets all of them."""


@dataclass(frozen=True)
class Block:
    """One block; `tag` differs for blocks that look different."""

    name: str
    html: Markup
    tag: str


def live_blocks(page: str, names: Sequence[str], **values: object) -> str | Response:
    """Render the page of this name (`overview/index`), or for a poll the blocks that its reader does not have."""
    feature, _, _ = page.partition("/")
    blocks = [_block(feature, name, values) for name in names]
    if not is_poll():
        return render_template(f"{page}.html", blocks=blocks, **values)
    header = request.headers.get(HEADER)
    if header is None:
        return render_template("blocks.html", blocks=blocks)
    shown = dict(part.split("=", 1) for part in header.split() if "=" in part)
    changed = [block for block in blocks if shown.get(block.name) != block.tag]
    return render_template("blocks.html", blocks=changed, are_swapped=True) if changed else Response(status=204)


def _block(feature: str, name: str, values: dict[str, object]) -> Block:
    html = render_template(f"{feature}/panels/{name}.html", **values)
    return Block(name, Markup(html), tag_of(html.encode())[:16])  # noqa: S704  (a template of FSP's own, escaped there)
