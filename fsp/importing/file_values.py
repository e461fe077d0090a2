"""The values in one file, in the form that is stored and compared at the next import."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.clock import iso
from fsp.content.consent import expired
from fsp.content.dates import offset_minutes
from fsp.content.document import Document
from fsp.content.exported_state import ExportedState
from fsp.content.post_fields import post_fields

EXPIRES = "expiryDate"


@dataclass(frozen=True)
class FileValues:
    """The values of one file. `images` maps a path in the source to the SHA-256 of the stored image."""

    fields: dict[str, Any]
    body: str
    publish_at: datetime | None
    not_before: datetime | None
    held_because: str
    slug: str
    """The slug in its front matter; empty if there is none."""
    images: dict[str, str]
    exported: ExportedState | None = None
    """The state of the post when FSP exported it."""

    @property
    def body_sha256(self) -> str:
        """Return the SHA-256 of the text."""
        return sha256_of(self.body)

    def time_to_publish(self, now: datetime) -> datetime | None:
        """Return the time of publication: the date shown, unless one of its dates is in the future."""
        return self.not_before if self.not_before is not None and self.not_before > now else self.publish_at

    def record(self) -> dict[str, Any]:
        """Return what is stored with the post as the base of the next merge."""
        return {
            "fields": {name: as_json(value) for name, value in self.fields.items()},
            "body_sha256": self.body_sha256,
            "publish_at": as_json(self.publish_at),
            "not_before": as_json(self.not_before),
            "held_because": self.held_because,
            "utc_offset": offset_minutes(self.publish_at),
            "slug": self.slug,
            "images": self.images,
        }


def values_of(document: Document, images: dict[str, str], *, now: datetime) -> FileValues:
    """Return the values of a document."""
    read = post_fields(document)
    fields: dict[str, Any] = {name: list(value) if isinstance(value, tuple) else value for name, value in read.items()}
    exported = document.exported
    if document.expires_at is not None:
        # FSP has no field for it, so it is stored with the other fields of the file.
        fields["extra"] = document.extra | {EXPIRES: as_json(document.expires_at)}
    if exported is not None:
        fields |= {name: value for name, value in exported.fields.items() if _fits(value, fields.get(name))}
    return FileValues(
        fields=fields,
        body=document.body if exported is not None and exported.is_text_exact else document.body.strip("\n"),
        publish_at=document.publish_at,
        not_before=document.not_before,
        held_because=document.held_because or ("" if exported else expired(document.expires_at, now)),
        slug=document.slug or "",
        images=images,
        exported=exported,
    )


def _fits(value: Any, other: Any) -> bool:
    """Return whether a value has the type of a field. Untrusted files may contain any type."""
    is_list_of_texts = not isinstance(value, list) or all(isinstance(part, str) for part in value)
    return isinstance(value, type(other)) and is_list_of_texts


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def as_json(value: Any) -> Any:
    """Return a value in a form that JSON can store."""
    return iso(value) if isinstance(value, datetime) else value
