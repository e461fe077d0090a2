"""Downloads images from other servers for projects with that setting, with limits and a report."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from sqlalchemy import select

from fsp.content.images.clean import MAX_IMAGE_BYTES, clean_image
from fsp.content.media import store_clean
from fsp.content.rendering.addresses_of import addresses_of
from fsp.errors import InvalidInput, ServiceUnavailable
from fsp.importing.images import MAX_PATH_CHARACTERS
from fsp.importing.report import ImportFault, ImportReport
from fsp.models.import_report import ImportReport as StoredReport
from fsp.models.item import Item, ItemState, Revision
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.queueing.request import request_job
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db

FETCH_JOB = "fetch-remote-images"
MAX_IMAGES = 1000
MAX_REDIRECTS = 3
TOTAL_SECONDS = 900.0
IMAGE_SECONDS = 20.0
SOURCE = "Images on other servers"

_OK, _FIRST_FAULT = 200, 300
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class RemoteImage:
    """An image on another server, and the posts that show it."""

    url: str
    item_ids: tuple[int, ...]
    shown_in: str
    """The file or slug of the first of these posts, for the report."""


def image_client() -> GuardedClient:
    """Return the HTTP client for images. It refuses internal addresses."""
    return GuardedClient(internal_setting="", total_seconds=IMAGE_SECONDS, max_body_bytes=MAX_IMAGE_BYTES + 1)


def request_remote_images(project: Project, *, by: str) -> str:
    """Enqueue the download of a project's images if its setting is on; return the job's id, or an empty string."""
    if not project.fetches_remote_images:
        return ""
    return request_job(FETCH_JOB, {"project": project.slug}, requested_by=by, project_id=project.id).job_id


def fetch_remote_images(
    project: Project,
    *,
    settings: Settings,
    client: GuardedClient,
    on_progress: Callable[[int, int], None],
    monotonic: Callable[[], float] = time.monotonic,
) -> ImportReport:
    """Download and store missing images, and store the report. Published posts that show them are published again."""
    report = ImportReport(project.slug)
    images = wanted_images(project.id)
    deadline = monotonic() + TOTAL_SECONDS
    for done, image in enumerate(images):
        if done == MAX_IMAGES or monotonic() > deadline:
            left = len(images) - done
            report.notes.append(f"{left} more images were not fetched this time. Run {FETCH_JOB} again.")
            break
        try:
            _keep(project.id, image, _fetched(client, image.url), settings)
            report.images += 1
        except (InvalidInput, ServiceUnavailable) as error:
            db.session.rollback()
            report.faults.append(ImportFault(image.shown_in, 1, f"The image {image.url:.200} was not fetched: {error}"))
        on_progress(done + 1, len(images))
    if images:
        db.session.add(StoredReport(project_id=project.id, source=SOURCE, report=report.as_json()))
    db.session.commit()
    return report


def wanted_images(project_id: int) -> list[RemoteImage]:
    """Return the images on other servers that current texts show and the project has not stored."""
    stored = set(
        db.session.scalars(select(Media.path).where(Media.project_id == project_id, Media.path.contains("://")))
    )
    rows = db.session.execute(
        select(Item.id, Item.source_path, Item.slug, Revision.body)
        .join(Revision, Revision.id == Item.current_revision_id)
        .where(Item.project_id == project_id, Item.deleted_at.is_(None), Revision.body.contains("://"))
        .order_by(Item.id)
    ).all()
    db.session.commit()
    items: dict[str, list[int]] = {}
    shown_in: dict[str, str] = {}
    for item_id, source_path, slug, body in rows:
        for url in addresses_of(body).images:
            if url.lower().startswith(("https://", "http://")) and url not in stored:
                items.setdefault(url, []).append(item_id)
                shown_in.setdefault(url, source_path or slug)
    return [RemoteImage(url, tuple(dict.fromkeys(ids)), shown_in[url]) for url, ids in items.items()]


def _fetched(client: GuardedClient, url: str) -> bytes:
    if len(url) > MAX_PATH_CHARACTERS:
        raise InvalidInput(f"URL is {len(url)} characters long (limit {MAX_PATH_CHARACTERS}).")
    for _ in range(MAX_REDIRECTS + 1):
        # Check each redirect, because it could lead into the internal network.
        answer = client.request("GET", url, headers={"Accept": "image/*", "User-Agent": "FSP"})
        if answer.status in _REDIRECTS and answer.headers.get("location"):
            url = urljoin(url, answer.headers["location"])
            continue
        if not _OK <= answer.status < _FIRST_FAULT:
            raise InvalidInput(f"the server returned HTTP {answer.status}.")
        if len(answer.body) > MAX_IMAGE_BYTES:
            raise InvalidInput(f"the image exceeds {MAX_IMAGE_BYTES} bytes.")
        return answer.body
    raise InvalidInput(f"the server redirected more than {MAX_REDIRECTS} times.")


def _keep(project_id: int, image: RemoteImage, data: bytes, settings: Settings) -> None:
    clean = clean_image(data)
    sha256 = store_clean(settings, clean)
    media = Media(project_id=project_id, path=image.url, media_type=clean.media_type, sha256=sha256)
    media.size_bytes, media.width, media.height = len(clean.data), clean.width, clean.height
    db.session.add(media)
    published = select(Item).where(Item.id.in_(image.item_ids), Item.state == ItemState.PUBLISHED)
    for item in db.session.scalars(published):
        # The sweep publishes it again; its date stays.
        item.state, item.publish_at = ItemState.SCHEDULED, item.publish_at or item.published_at
    db.session.commit()
