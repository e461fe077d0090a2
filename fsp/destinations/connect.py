"""Makes the platform of a destination ready for use: with its settings, its credentials and real tools."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask, current_app
from pydantic import BaseModel, ValidationError

from fsp.clock import utc_now
from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import Platform, Tools
from fsp.destinations.credentials import read_credentials
from fsp.destinations.images import prepare_stored
from fsp.destinations.patient_client import PatientClient
from fsp.destinations.scrubbing_client import ScrubbingClient, secrets_in
from fsp.destinations.stored_session import StoredSession
from fsp.destinations.uploads import StoredUploads
from fsp.errors import PermanentFailure
from fsp.jobs.run_context import find_run
from fsp.models.destination import Destination
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings

GATE = "destination"
"""The name of the keyed gate of destinations."""

_MEMORY: WeakKeyDictionary[Flask, dict[int, dict[str, Any]]] = WeakKeyDictionary()

REQUEST_SECONDS = 30.0
MAX_ANSWER_BYTES = 4 * 1024 * 1024


def connect(
    destination: Destination,
    *,
    settings: Settings,
    http: GuardedClient | None = None,
    now: Callable[[], datetime] = utc_now,
    environment: Mapping[str, str] | None = None,
) -> Platform:
    """Return the platform of a destination, without a request; raise PermanentFailure if it is not set up correctly.

    `environment` may override the credentials. Default: the variables of this process.
    """
    platform = platform_class(destination.platform)
    credentials = read_credentials(destination, settings=settings, environment=environment)
    tools = Tools(
        settings=settings,
        http=ScrubbingClient.of(http or PatientClient.of(guarded_client(settings)), secrets_in(credentials)),
        now=now,
        prepare=partial(prepare_stored, settings),
        uploads=StoredUploads(destination.id),
        heed=_heed,
        session=StoredSession(destination.id, settings),
        memory=_memory_of(destination.id),
    )
    return platform(_settings_of(destination, platform), credentials, tools)


def guarded_client(settings: Settings, *, seconds: float = REQUEST_SECONDS) -> GuardedClient:
    """Return the HTTP client for destinations. Addresses inside the network need FSP_DESTINATIONS_ALLOW_INTERNAL."""
    return GuardedClient(
        allow_internal=settings.destinations_allow_internal,
        internal_setting="FSP_DESTINATIONS_ALLOW_INTERNAL",
        total_seconds=seconds,
        max_body_bytes=MAX_ANSWER_BYTES,
    )


def _memory_of(destination_id: int) -> dict[str, Any]:
    """Return what this process keeps for a destination."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _MEMORY.setdefault(app, {}).setdefault(destination_id, {})


def _settings_of(destination: Destination, platform: type[Platform]) -> BaseModel:
    try:
        return platform.SettingsModel.model_validate(destination.settings)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()}))
        raise PermanentFailure(
            f'The settings of "{destination.name}" are unusable: {fields}. Change the destination.'
        ) from None


def _heed(headers: Any) -> None:
    """Let all workers follow the rate headers of an answer. Outside a job, such as in a test, they are ignored."""
    run = find_run()
    if run is not None:
        run.gate(GATE).heed(headers)
