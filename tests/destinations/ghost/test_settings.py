"""The settings and the key of a Ghost site."""

import pytest
from pydantic import ValidationError

from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings

KEY = "6b0d93ac0e796f5e18a98ea1:" + "0123456789abcdef" * 4


def test_a_key_is_read_without_the_spaces_around_it() -> None:
    credentials = GhostCredentials.model_validate({"admin_api_key": f" {KEY}\n"})

    assert credentials.admin_api_key.get_secret_value() == KEY


@pytest.mark.parametrize("key", ["", "a30957b42dfbfc0be4ed27b6ab", KEY[:-1], KEY.upper(), f"{KEY}:x"])
def test_another_text_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValidationError, match="must be an Admin API key") as raised:
        GhostCredentials.model_validate({"admin_api_key": key})

    assert not key or key not in str(raised.value)


def test_the_form_has_a_title_and_a_description_for_each_field() -> None:
    for model in (GhostSettings, GhostCredentials):
        assert all(field.title and field.description for field in model.model_fields.values())
