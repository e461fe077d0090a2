"""A post to write, and a language model to write it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from testbed.chat_server import ChatBed, chat_server

PRICES = "m=1/2/0.1"


@pytest.fixture
def item(core: Flask) -> Item:
    """Return a post with a brief and no text."""
    return new_item()


def new_item() -> Item:
    """Add a post with a brief and no text."""
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    created = Item(
        project_id=project.id, slug="beans", title="Beans", brief="When to sow. How to stake them.", tags=["x"]
    )
    db.session.add(created)
    db.session.commit()
    return created


@pytest.fixture
def server() -> Iterator[ChatBed]:
    """Run a server that writes."""
    with chat_server() as running:
        yield running


@pytest.fixture
def model(core: Flask, settings: Settings, server: ChatBed) -> Settings:
    """Return settings with the server as a paid one, also in the application."""
    changed = settings.model_copy(update={"llm_base_url": server.url, "llm_model": "m", "llm_prices": PRICES})
    core.extensions["fsp_settings"] = changed
    return changed


Burst = Callable[[], None]
