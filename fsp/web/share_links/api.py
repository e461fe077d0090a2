"""`/api/items/N/share-links`: links that show the preview of a post to people without an account."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_item
from fsp.models.account import Role
from fsp.publishing.share_links import active_links, revoke, share
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.items.schemas import ItemPath
from fsp.web.openapi import answer, api_blueprint
from fsp.web.share_links.schemas import NewShareLinkShape, ShareBody, ShareLinkPath, ShareLinkShape, ShareLinksShape

share_links_api = api_blueprint("api_share_links")


@share_links_api.get(
    "/api/items/<int:item_id>/share-links", responses={200: ShareLinksShape}, summary="List preview links"
)
@requires(Role.OPERATOR)
def index(path: ItemPath) -> Response:
    """List the valid preview links of a post, newest first. Their URLs cannot be read again."""
    return _listed(path.item_id)


@share_links_api.post(
    "/api/items/<int:item_id>/share-links", responses={201: NewShareLinkShape}, summary="Share a preview"
)
@requires(Role.OPERATOR, action=Action.SHARE_ITEM, target="item {item_id}")
def create(path: ItemPath, body: ShareBody) -> tuple[Response, int]:
    """Create a link that shows the preview of the post without an account."""
    created = share(
        find_item(path.item_id),
        by=g.account.name,
        now=utc_now(),
        label=body.label,
        days=body.days,
        revision=body.revision,
    )
    url = url_for("share_links.show", token=created.token, _external=True)
    return answer(NewShareLinkShape.of(created.link, revision=body.revision, url=url)), 201


@share_links_api.delete(
    "/api/items/<int:item_id>/share-links/<int:number>",
    responses={200: ShareLinksShape},
    summary="Revoke a preview link",
)
@requires(Role.OPERATOR, action=Action.REVOKE_SHARE, target="link {number} of item {item_id}")
def end(path: ShareLinkPath) -> Response:
    """Revoke a preview link, and return the others."""
    revoke(find_item(path.item_id), path.number, now=utc_now())
    return _listed(path.item_id)


def _listed(item_id: int) -> Response:
    links = [ShareLinkShape.of(link, revision=number) for link, number in active_links(find_item(item_id), utc_now())]
    end_reading()
    return answer(ShareLinksShape(links=links))
