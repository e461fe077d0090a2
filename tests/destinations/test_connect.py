"""A destination's platform with its settings, credentials and real tools."""

from typing import Any

import pytest

from fsp.content.media import store
from fsp.destinations.connect import connect, guarded_client
from fsp.destinations.contract import ImageLimits, PostImage
from fsp.errors import AddressRefused, PermanentFailure
from fsp.jobs.run_context import Nobody, Run, running
from fsp.jobs.server_limits import Correction
from fsp.models.destination import Destination
from fsp.settings import Settings
from tests.content.images.pictures import picture


def connected(destination: Destination, settings: Settings) -> Any:
    return connect(destination, settings=settings, environment={})


def test_a_platform_gets_its_settings_credentials_and_tools(notes: Destination, settings: Settings) -> None:
    platform = connected(notes, settings)

    assert platform.settings.url == "https://notes.example"
    assert platform.credentials.token.get_secret_value() == "hunter2-hunter2"
    assert platform.tools.settings is settings


def test_unusable_settings_are_named(notes: Destination, settings: Settings) -> None:
    notes.settings = {"visibility": 3}

    with pytest.raises(PermanentFailure, match=r'settings of "my-notes" are unusable: url, visibility\.'):
        connected(notes, settings)


def test_the_own_network_needs_a_setting(settings: Settings) -> None:
    with pytest.raises(AddressRefused):
        guarded_client(settings).check("http://127.0.0.1:9")

    guarded_client(settings.model_copy(update={"destinations_allow_internal": True})).check("http://127.0.0.1:9")


def test_the_gate_of_the_running_job_follows_an_answer(notes: Destination, settings: Settings) -> None:
    corrections: list[tuple[str, Correction]] = []

    class Recording(Nobody):
        def report_limit(self, gate: str, correction: Correction) -> None:
            corrections.append((gate, correction))

    platform = connected(notes, settings)
    platform.tools.heed({"retry-after": "7"})
    with running(Run("job", "publish", watcher=Recording(), gates=("destination:1",))):
        platform.tools.heed({"retry-after": "7"})

    assert [(gate, correction.wait_seconds) for gate, correction in corrections] == [("destination:1", 7)]


def test_a_stored_image_is_handed_out_within_the_limits_of_the_platform(notes: Destination, settings: Settings) -> None:
    prepare = connected(notes, settings).tools.prepare
    image = PostImage("images/oak.png", store(settings, picture("PNG")), "image/png", width=40, height=20)

    prepared = prepare(image, ImageLimits())

    assert (prepared.media_type, prepared.width, prepared.height) == ("image/png", 40, 20)
    assert prepared.file_name.endswith(".png")
    with pytest.raises(PermanentFailure, match=r"images/oak\.png"):
        prepare(image, ImageLimits(media_types=(), max_bytes=1))
