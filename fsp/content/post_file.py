"""Writes a post as a Markdown file that an import reads as the same post."""

from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from fsp.content.document import Document
from fsp.content.exact_file import is_body_exact, write_exact
from fsp.content.exported_project import ExportedItem
from fsp.content.exported_state import ExportedState
from fsp.content.post_fields import post_fields
from fsp.models.item import CONSENTED

CHANGED_SINCE = "it has unpublished changes"


def post_text(item: ExportedItem, texts: tuple[str, ...] = ()) -> str:
    """Return the file. `texts` are the files of its revisions."""
    return write_exact(_document(item, texts), file_name=item.source_path)


def _document(item: ExportedItem, texts: tuple[str, ...]) -> Document:
    return Document(
        **post_fields(item),
        slug=item.slug,
        publish_at=_at_offset(item.publish_at, item.utc_offset),
        draft=item.state not in CONSENTED,
        aliases=tuple(f"/{quote(path)}" for path in item.redirects),
        exported=ExportedState(
            state=item.state,
            published_at=item.published_at,
            held_because=CHANGED_SINCE if item.has_unpublished_text else item.held_because,
            is_text_exact=is_body_exact(item.body),
            texts=texts,
        ),
        body=item.body,
    )


def _at_offset(moment: datetime | None, utc_offset: int | None) -> datetime | None:
    """Return a time at its author's UTC offset: a page shows the date of that offset."""
    return moment.astimezone(timezone(timedelta(minutes=utc_offset))) if moment and utc_offset else moment
