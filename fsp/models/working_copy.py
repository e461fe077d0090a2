"""An unsaved text in the editor, kept until it is saved or discarded."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.account import Account
from fsp.models.types import JsonObject, String, Text, UtcDateTime
from fsp.stores import Model


class WorkingCopy(Model):
    """What one tab of one account has typed and not saved. `item_id` is None for a new post.

    Each tab has its own, so that no tab overwrites what another one wrote.
    """

    __tablename__ = "working_copies"
    __table_args__ = (UniqueConstraint("account_id", "tab"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), default=None, index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    tab: Mapped[str] = mapped_column(String(40))
    """The random name that the tab gave itself for this post."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts the times it was kept. A duplicated tab is detected by it."""
    base: Mapped[dict[str, str]] = mapped_column(JsonObject, default=dict)
    """The fields when editing began, without the text."""
    base_revision_id: Mapped[int | None] = mapped_column(default=None)
    """The text when editing began; None for no text."""
    fields: Mapped[dict[str, str]] = mapped_column(JsonObject, default=dict)
    """The fields of the form, without the text."""
    body: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    account: Mapped[Account] = relationship()
