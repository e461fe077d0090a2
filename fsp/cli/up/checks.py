"""Checks before anything starts, so that a mistake gives one clear line."""

import fcntl
import socket
import time
from typing import IO

from fsp import paths
from fsp.errors import AddressRefused, SettingsError
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings

PAUSE_SECONDS = 0.1


def check_port(settings: Settings, *, patience_seconds: float = 0.0) -> None:
    """Raise SettingsError if FSP cannot listen on the address within this time."""
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return _listen(settings)
        except SettingsError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def _listen(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise SettingsError(
                f"FSP cannot listen on {where}: {error.strerror}. Stop what uses it, or set FSP_PORT."
            ) from error


def check_alert_targets(settings: Settings) -> None:
    """Raise SettingsError for a webhook in the internal network if that is not allowed: no alert would ever be sent."""
    client = GuardedClient(allow_internal=settings.alert_allow_internal)
    targets = {"ALERT_WEBHOOK_URL": settings.alert_webhook_url, "SLACK_WEBHOOK_URL": settings.slack_webhook_url}
    for name, url in targets.items():
        try:
            if url:
                client.check(url)
        except AddressRefused as error:
            if isinstance(error.__cause__, OSError):
                # The resolver is down. It may recover before the first alert, and each delivery checks again.
                continue
            raise SettingsError(f"{name}: {error}") from error


def lock_data_folder(settings: Settings) -> IO[str]:
    """Create and lock the data folder; raise SettingsError if another process holds it."""
    paths.ensure_data_folder(settings)
    lock = (settings.data_dir / ".up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise SettingsError(
            f"Another fsp up uses the data folder {settings.data_dir}. Stop it, or set FSP_DATA_DIR."
        ) from None
    return lock
