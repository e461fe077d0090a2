"""A folder that is imported, changed and imported again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.editing import ItemText, save_item
from fsp.importing.import_posts import ImportReport, import_posts
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.publishing.due import due_items
from fsp.publishing.publish_item import publish_item
from fsp.settings import Settings
from fsp.stores import db


@dataclass
class Blog:
    """A project and the folder it is imported from."""

    folder: Path
    settings: Settings

    def write(self, name: str, body: str = "Text.", /, **fields: str) -> None:
        """Write a post; fields become lines of its front matter."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        header = "".join(f"{key}: {value}\n" for key, value in {"title": "T", **fields}.items())
        file.write_text(f"---\n{header}---\n\n{body}\n", encoding="utf-8")

    def load(self, *, title: str = "Blog", is_dry_run: bool = False) -> ImportReport:
        """Import the folder."""
        report = import_posts(self.folder, title, settings=self.settings, is_dry_run=is_dry_run)
        db.session.expire_all()
        return report

    def items(self, title: str = "Blog") -> dict[str, Item]:
        """Return the items of the project by slug."""
        db.session.expire_all()
        rows = db.session.scalars(select(Item).join(Project).where(Project.title == title).order_by(Item.id))
        return {item.slug: item for item in rows}

    def item(self) -> Item:
        """Return the only item."""
        (item,) = self.items().values()
        return item

    def body(self, item: Item) -> str:
        """Return an item's current text."""
        revision = db.session.get(Revision, item.current_revision_id)
        return revision.body if revision else ""

    def edit(self, change: Callable[[ItemText], ItemText]) -> None:
        """Edit the only item on its page."""
        item = self.item()
        text = ItemText(item.title, item.summary, item.brief, ", ".join(item.tags), self.body(item))
        save_item(item, change(text), seen_revision_id=item.current_revision_id, author="ada")

    def publish(self) -> None:
        """Publish due posts."""
        for item_id, _ in due_items("blog", utc_now()):
            publish_item(item_id, settings=self.settings, now=utc_now())
        db.session.expire_all()
