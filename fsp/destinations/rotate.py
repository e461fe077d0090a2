"""Encrypts all stored credentials again with the current key. Safe while FSP publishes, and to repeat."""

from dataclasses import dataclass

from sqlalchemy import select, update

from fsp.destinations.credentials import encryption
from fsp.models.destination import Destination
from fsp.secret_keys import new_key
from fsp.security.encryption import WrongSecretKey
from fsp.settings import Settings
from fsp.stores import db


@dataclass(frozen=True)
class Rotated:
    """What was done: how many credentials were encrypted again, and which no known key decrypts."""

    count: int
    unreadable: tuple[str, ...]
    has_new_key: bool
    """Whether the key in the data folder was replaced. FSP_SECRET_KEY is replaced by its owner."""


def rotate_secrets(settings: Settings) -> Rotated:
    """Encrypt all credentials with a new key: the one in FSP_SECRET_KEY, else a new one in the data folder.

    Previous keys in the data folder stay if a credential cannot be decrypted.
    """
    if settings.secret_key:
        return _encrypt_again(settings, has_new_key=False)
    try:
        with new_key(settings):
            rotated = _encrypt_again(settings, has_new_key=True)
            if rotated.unreadable:
                raise _Unreadable
    except _Unreadable:
        pass
    return rotated


class _Unreadable(Exception):
    """Keeps the previous keys."""


def _encrypt_again(settings: Settings, *, has_new_key: bool) -> Rotated:
    count, unreadable = 0, []
    rows = db.session.execute(
        select(Destination.id, Destination.name).where(Destination.credentials.is_not(None)).order_by(Destination.id)
    ).all()
    db.session.commit()
    for destination_id, name in rows:
        try:
            count += _encrypt_row(destination_id, settings)
        except WrongSecretKey:
            unreadable.append(f"{name} ({destination_id})")
    return Rotated(count, tuple(unreadable), has_new_key)


def _encrypt_row(destination_id: int, settings: Settings) -> bool:
    """Encrypt the credentials of one destination again; return False if they were removed meanwhile.

    If a person replaces them at the same moment, theirs are encrypted again instead.
    """
    while True:
        stored = db.session.scalar(select(Destination.credentials).where(Destination.id == destination_id))
        db.session.commit()
        if stored is None:
            return False
        # The keys are read after the row, so a key that encrypted the row is known.
        keys = encryption(settings)
        again = keys.encrypt(keys.decrypt(stored))
        updated = db.session.execute(
            update(Destination)
            .where(Destination.id == destination_id, Destination.credentials == stored)
            .values(credentials=again)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if updated.rowcount:  # type: ignore[attr-defined]
            return True
