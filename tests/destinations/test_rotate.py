"""Credentials are encrypted again with a new key, while others read and replace them."""

from threading import Event, Thread

import pytest
from flask import Flask, current_app
from sqlalchemy import text

from fsp.destinations.accounts import replace_credentials
from fsp.destinations.credentials import encrypted, encryption, stored_values
from fsp.destinations.rotate import rotate_secrets
from fsp.models.destination import Destination
from fsp.secret_keys import secret_keys
from fsp.settings import Settings
from fsp.stores import current_redis, db


@pytest.fixture
def in_a_file(notes: Destination, settings: Settings) -> Settings:
    """Return settings whose key is in the data folder, with the stored credentials encrypted by it."""
    own = settings.model_copy(update={"secret_key": None})
    notes.credentials = encrypted({"token": "hunter2-hunter2"}, settings=own)
    db.session.commit()
    return own


def stored() -> list[str]:
    rows = db.session.execute(text("SELECT credentials FROM destinations WHERE credentials IS NOT NULL"))
    values = [str(row.credentials) for row in rows]
    db.session.commit()
    return values


def test_a_new_key_in_the_data_folder_decrypts_everything(notes: Destination, in_a_file: Settings) -> None:
    before = secret_keys(in_a_file)

    rotated = rotate_secrets(in_a_file)

    assert (rotated.count, rotated.unreadable, rotated.has_new_key) == (1, (), True)
    assert secret_keys(in_a_file)[1:] == before
    assert all(encryption(in_a_file).is_current(value) for value in stored())
    db.session.refresh(notes)
    assert stored_values(notes, settings=in_a_file) == {"token": "hunter2-hunter2"}


def test_a_destination_read_before_several_rotations_still_has_its_credentials(
    notes: Destination, in_a_file: Settings
) -> None:
    db.session.refresh(notes)
    db.session.expunge(notes)
    for _ in range(3):
        rotate_secrets(in_a_file)

    assert stored_values(notes, settings=in_a_file) == {"token": "hunter2-hunter2"}


def test_a_changed_variable_encrypts_again(notes: Destination, settings: Settings) -> None:
    changed = settings.model_copy(update={"secret_key": "k" * 40, "previous_secret_keys": (settings.secret_key,)})

    rotated = rotate_secrets(changed)

    assert (rotated.count, rotated.has_new_key) == (1, False)
    alone = changed.model_copy(update={"previous_secret_keys": ()})
    db.session.refresh(notes)
    assert stored_values(notes, settings=alone) == {"token": "hunter2-hunter2"}


def test_unreadable_credentials_are_named_and_all_keys_stay(notes: Destination, in_a_file: Settings) -> None:
    before = secret_keys(in_a_file)
    notes.credentials = encrypted({"token": "x"}, settings=in_a_file.model_copy(update={"secret_key": "o" * 40}))
    db.session.commit()

    rotated = [rotate_secrets(in_a_file), rotate_secrets(in_a_file)]

    assert [result.unreadable for result in rotated] == [(f"my-notes ({notes.id})",)] * 2
    assert set(before) <= set(secret_keys(in_a_file))


def test_nothing_is_lost_while_others_read_and_replace(notes: Destination, in_a_file: Settings) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    destination_id, is_over, faults, reads = notes.id, Event(), [], []
    db.session.commit()

    def work(number: int) -> None:
        with app.app_context():
            while not is_over.is_set():
                try:
                    row = db.session.get_one(Destination, destination_id, populate_existing=True)
                    reads.append(stored_values(row, settings=in_a_file)["token"].startswith("hunter2"))
                    if number == 0:
                        replace_credentials(
                            row, {"token": f"hunter2-{len(reads)}"}, settings=in_a_file, connection=current_redis()
                        )
                except Exception as error:  # noqa: BLE001
                    faults.append(error)
                finally:
                    db.session.remove()

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        rotate_secrets(in_a_file)
    is_over.set()
    for thread in threads:
        thread.join()

    assert faults == []
    assert reads
    assert all(reads)
