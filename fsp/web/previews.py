"""The page of a preview, in the look of the project's site: in the editor, on its own, and behind a shared link."""

from urllib.parse import quote

from flask import render_template

from fsp.publishing.post_preview import PostPreview
from fsp.web.theme import theme_choice


def framed_page(preview: PostPreview) -> str:
    """Return the preview in the frame of the editor."""
    return _page(preview, is_framed=True)


def own_page(preview: PostPreview, *, item_id: int) -> str:
    """Return the preview on a page of its own, with a link back to the post."""
    return _page(preview, back=f"/items/{item_id}", note="Preview of the current text.")


def shared_page(preview: PostPreview, *, base: str, note: str) -> str:
    """Return the preview behind a shared link, whose address is `base`."""
    return _page(preview, style=f"{base}/site.css", note=note, is_shared=True)


def _page(
    preview: PostPreview,
    *,
    style: str = "",
    back: str = "",
    note: str = "",
    is_framed: bool = False,
    is_shared: bool = False,
) -> str:
    return render_template(
        "previews/page.html",
        preview=preview,
        style=style or f"/projects/{quote(preview.project.slug)}/preview.css",
        back=back,
        note=note,
        is_framed=is_framed,
        is_shared=is_shared,
        theme="" if is_shared else theme_choice(),
    )
