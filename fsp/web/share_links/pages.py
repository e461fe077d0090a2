"""The pages of shared previews: the links of a post, and what somebody with a link sees."""

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fsp.accounts.login_attempts import WINDOW_SECONDS, local_attempts
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.errors import NotFound
from fsp.models.account import Role
from fsp.publishing.share_links import DEFAULT_DAYS, MAX_DAYS, SharedPost, active_links, open_link, revoke, share
from fsp.publishing.site.preview import preview_style
from fsp.stores import current_redis, end_reading
from fsp.web import forms
from fsp.web.access.address import client_address, network_of
from fsp.web.access.permissions import open_to_all, requires
from fsp.web.error_handlers import explain
from fsp.web.media.stored_file import send_stored
from fsp.web.previews import shared_page
from fsp.web.share_links.rendering import shared_image, shared_preview

share_links = Blueprint("share_links", __name__)

MAX_WRONG_TOKENS = 60
"""How many invalid links one address may open within 15 minutes, per web process."""
POLICY = (
    "default-src 'none'; img-src 'self' https: data:; media-src 'self' https:; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@share_links.get("/items/<int:item_id>/share-links")
@requires(Role.OPERATOR)
def index(item_id: int) -> str:
    """List the valid links of a post, with a form for another."""
    return _page(item_id)


@share_links.post("/items/<int:item_id>/share-links")
@requires(Role.OPERATOR, action=Action.SHARE_ITEM, target="item {item_id}")
def create(item_id: int) -> str:
    """Create a link, and show it: this is the only time."""
    item = find_item(item_id)
    created = share(
        item,
        by=g.account.name,
        now=utc_now(),
        label=forms.text("label"),
        days=forms.whole_number("days") or DEFAULT_DAYS,
        revision=forms.whole_number("revision") if forms.is_checked("is_frozen") else None,
    )
    return _page(item_id, url=url_for("share_links.show", token=created.token, _external=True))


@share_links.post("/items/<int:item_id>/share-links/<int:number>/revoke")
@requires(Role.OPERATOR, action=Action.REVOKE_SHARE, target="link {number} of item {item_id}")
def end(item_id: int, number: int) -> BaseResponse:
    """Revoke a link."""
    revoke(find_item(item_id), number, now=utc_now())
    flash("The link was revoked.")
    return redirect(url_for("share_links.index", item_id=item_id), 303)


@share_links.get("/shared/<token>")
@open_to_all
def show(token: str) -> Response:
    """Show the shared preview of a post."""
    post = _opened(token)
    if post is None:
        return _refused()
    base, settings = f"/shared/{token}", current_settings()
    note = f"Preview. This link expires on {post.link.expires_at:%Y-%m-%d}."
    preview = shared_preview(post, base, now=utc_now(), settings=settings)
    page = shared_page(preview, base=base, note=note)
    end_reading()
    return _strict(make_response(page))


@share_links.get("/shared/<token>/site.css")
@open_to_all
def style(token: str) -> Response:
    """Serve the style sheet of the site of the post."""
    post = _opened(token)
    if post is None:
        return _refused()
    answer = make_response(preview_style(post.project, current_settings()))
    answer.mimetype = "text/css"
    return answer


@share_links.get("/shared/<token>/images/<path:path>")
@open_to_all
def image(token: str, path: str) -> Response:
    """Serve an image of the shown text."""
    post = _opened(token)
    if post is None:
        return _refused()
    try:
        file, media_type = shared_image(post, path, current_settings())
    except NotFound as error:
        return explain(404, str(error))
    end_reading()
    return send_stored(file, path=path, media_type=media_type)


def _page(item_id: int, *, url: str = "") -> str:
    item, now = find_item(item_id), utc_now()
    links = active_links(item, now)
    current = item.current_revision.number if item.current_revision else None
    end_reading()
    return render_template(
        "share_links/index.html",
        item=item,
        links=links,
        url=url,
        current=current,
        as_of=now,
        default_days=DEFAULT_DAYS,
        max_days=MAX_DAYS,
    )


def _opened(token: str) -> SharedPost | None:
    """Return what the link shows; None if it is not valid, or its client tried too many that were not."""
    attempts, key = local_attempts(current_redis()), f"share:{network_of(client_address())}"
    if attempts.wait([(key, MAX_WRONG_TOKENS)]):
        return None
    post = open_link(token, utc_now()) if request.method in {"GET", "HEAD"} else None
    if post is None:
        attempts.add(key, WINDOW_SECONDS)
    return post


def _refused() -> Response:
    return _strict(explain(404, "This link is not valid any more. Ask the person who sent it for a new one."))


def _strict(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
