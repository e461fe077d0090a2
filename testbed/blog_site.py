"""A published blog with everything that a site can show, for tests and screenshots."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.project_settings import save_project, text_of_project
from fsp.importing.import_posts import import_posts
from fsp.models.project import Project
from fsp.publishing.due import due_items
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.build import build_site
from fsp.publishing.site.turn import turn
from fsp.settings import Settings
from fsp.stores import db

POSTS = Path(__file__).parent / "blog"
ARTICLE, ARABIC, SHORT = "no-dig-garden", "arabic", "leeks-for-the-hungry-gap"
"""The slugs of a long article with everything, one written from right to left, and a short one."""


def publish_blog(settings: Settings, *, title: str = "Under the hedge", **project_settings: Any) -> Project:
    """Import and publish the blog, inside an application context; return its project."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(POSTS, folder, dirs_exist_ok=True)
        _draw_images(Path(folder) / "images")
        import_posts(Path(folder), title, settings=settings)
    project = db.session.scalars(select(Project).where(Project.title == title)).one()
    save_project(project, replace(text_of_project(project), **project_settings))
    # While the turn is taken, each publication leaves its pages to one build at the end.
    with turn(settings, project.id):
        for item_id, _ in due_items(project.slug, utc_now()):
            publish_item(item_id, settings=settings, now=utc_now())
    build_site(project.id, settings=settings)
    return project


def _draw_images(folder: Path) -> None:
    folder.mkdir()
    _landscape().save(folder / "beds.jpg", quality=88)
    _bowl().save(folder / "bowl.jpg", quality=88)


def _landscape() -> Image.Image:
    size = (1800, 1012)
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    for y in range(size[1]):
        share = y / size[1]
        draw.line([(0, y), (size[0], y)], fill=(int(250 - 60 * share), int(214 - 20 * share), int(170 + 50 * share)))
    draw.ellipse((1250, 120, 1420, 290), fill=(255, 244, 214))
    for depth, colour in enumerate(((122, 145, 140), (92, 124, 104), (66, 102, 72))):
        top = 430 + 110 * depth
        points = [(x, top + 60 * ((x / (260 + 90 * depth)) % 2 - 1) ** 2 - 40 * depth) for x in range(0, 1801, 30)]
        draw.polygon([*points, (1800, 1012), (0, 1012)], fill=colour)
    for left in (140, 700, 1260):
        draw.polygon([(left, 800), (left + 400, 800), (left + 440, 960), (left - 40, 960)], fill=(74, 52, 38))
        draw.polygon([(left - 40, 960), (left + 440, 960), (left + 440, 1000), (left - 40, 1000)], fill=(128, 92, 62))
        for row in range(6):
            for plant in range(9):
                x, y = left + 10 + plant * 46 - row, 815 + row * 24
                draw.ellipse((x, y, x + 26, y + 18), fill=(96, 148 + 8 * (plant % 3), 74))
    return image


def _bowl() -> Image.Image:
    image = Image.new("RGB", (1200, 800), (226, 218, 204))
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 330, 950, 760), fill=(150, 92, 66))
    draw.ellipse((250, 300, 950, 600), fill=(104, 60, 44))
    for number in range(60):
        x, y = 320 + number * 97 % 540, 350 + number * 53 % 190
        draw.ellipse((x, y, x + 64, y + 30), fill=(118, 160 + number % 40, 84))
    return image
