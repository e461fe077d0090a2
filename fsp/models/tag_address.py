"""The permanent address of a tag's page."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String
from fsp.stores import Model


class TagAddress(Model):
    """One tag of a project. Two tags with the same transliteration get different addresses."""

    __tablename__ = "tag_addresses"
    __table_args__ = (UniqueConstraint("project_id", "tag"), UniqueConstraint("project_id", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    tag: Mapped[str] = mapped_column(String(200))
    """Case-folded; a longer tag is cut and ends with a hash."""
    slug: Mapped[str] = mapped_column(String(100))
