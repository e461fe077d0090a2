"""The address of an iCalendar feed. Its key opens the feed without an account, until somebody replaces the address."""

import hashlib
import hmac

from sqlalchemy import select, update

from fsp.models.calendar_feed import CalendarFeed
from fsp.secret_keys import current_key
from fsp.settings import Settings
from fsp.stores import db

KEY_CHARACTERS = 32


def feed_key(settings: Settings, project_slug: str) -> str:
    """Return the key of a project's feed, or of that of all projects. It changes with the secret key of FSP."""
    replaced = _replaced(project_slug)
    message = f"calendar:{project_slug}" if not replaced else f"calendar:{project_slug}:{replaced}"
    return hmac.new(current_key(settings).encode(), message.encode(), hashlib.sha256).hexdigest()[:KEY_CHARACTERS]


def is_feed_key(settings: Settings, project_slug: str, key: str) -> bool:
    """Return whether a key from an address opens this feed."""
    return hmac.compare_digest(feed_key(settings, project_slug).encode(), key.encode())


def feed_address(settings: Settings, project_slug: str) -> str:
    """Return the address of a project's feed, or of that of all projects."""
    query = f"project={project_slug}&" if project_slug else ""
    return f"{settings.public_url}/calendar.ics?{query}key={feed_key(settings, project_slug)}"


def replace_feed_address(project_slug: str) -> None:
    """Give a feed a new address. Its present one opens nothing any more."""
    feed = update(CalendarFeed).where(CalendarFeed.project_slug == project_slug)
    updated = db.session.execute(feed.values(replaced=CalendarFeed.replaced + 1))
    if not updated.rowcount:  # type: ignore[attr-defined]
        db.session.add(CalendarFeed(project_slug=project_slug, replaced=1))
    db.session.commit()


def _replaced(project_slug: str) -> int:
    return db.session.scalar(select(CalendarFeed.replaced).where(CalendarFeed.project_slug == project_slug)) or 0
