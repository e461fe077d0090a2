"""The names by which the texts of a project may link to its posts, so that a link is looked up in an index."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String
from fsp.stores import Model


class ItemName(Model):
    """One name of a post, derived from its path, slug, title and old addresses (`content.references.names`)."""

    __tablename__ = "item_names"
    __table_args__ = (Index("ix_item_names_project_id_name", "project_id", "name"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(500), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    is_exact: Mapped[bool]
    """Whether it is the most specific name of the post, which always refers to it."""
