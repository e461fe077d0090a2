"""The images that were uploaded to a destination, stored in the database, so that each is uploaded once."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from fsp.models.destination import DestinationUpload
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class StoredUploads:
    """The uploads of one destination, by the SHA-256 of the image."""

    destination_id: int

    def find(self, sha256: str) -> tuple[str, str] | None:
        """Return the external id and address of an uploaded image."""
        row = self._row(sha256)
        end_reading()
        return None if row is None else (row.external_id, row.url)

    def remember(self, sha256: str, external_id: str, url: str) -> None:
        """Store an upload. The first one stays if two attempts uploaded the same image."""
        if self._row(sha256) is not None:
            db.session.commit()
            return
        db.session.add(
            DestinationUpload(destination_id=self.destination_id, sha256=sha256, external_id=external_id, url=url)
        )
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()

    def forget(self, sha256: str) -> None:
        """Drop an upload that the platform no longer has."""
        db.session.execute(
            delete(DestinationUpload).where(
                DestinationUpload.destination_id == self.destination_id, DestinationUpload.sha256 == sha256
            )
        )
        db.session.commit()

    def _row(self, sha256: str) -> DestinationUpload | None:
        return db.session.scalar(
            select(DestinationUpload).where(
                DestinationUpload.destination_id == self.destination_id, DestinationUpload.sha256 == sha256
            )
        )
