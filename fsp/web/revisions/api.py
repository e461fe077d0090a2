"""`/api/items/N/revisions/A/compare/B`: what changed between two revisions."""

from flask import Response

from fsp.content.compare_revisions import compare
from fsp.content.lookup import find_item
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.revisions.schemas import BlockShape, ComparePath, ComparisonShape, FieldChangeShape

revisions_api = api_blueprint("api_revisions")


@revisions_api.get(
    "/api/items/<int:item_id>/revisions/<int:number>/compare/<int:other>",
    responses={200: ComparisonShape},
    summary="Compare two revisions",
)
@requires(Role.VIEWER)
def show(path: ComparePath) -> Response:
    """Return what changed from one revision of a post to another, by paragraph and word."""
    comparison = compare(find_item(path.item_id), path.number, path.other)
    end_reading()
    added, removed = comparison.words
    return answer(
        ComparisonShape(
            before=comparison.before.number,
            after=comparison.after.number,
            words_added=added,
            words_removed=removed,
            fields=FieldChangeShape.list_of(comparison.fields),
            blocks=BlockShape.list_of(comparison.blocks),
        )
    )
