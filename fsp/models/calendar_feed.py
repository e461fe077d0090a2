"""An iCalendar feed whose address was replaced."""

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String
from fsp.stores import Model


class CalendarFeed(Model):
    """How often the address of a feed was replaced. A feed whose address never was has no row."""

    __tablename__ = "calendar_feeds"

    project_slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    """Empty for the feed of all projects."""
    replaced: Mapped[int]
