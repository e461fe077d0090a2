"""The generated pages of the reference are up to date."""

from flask import Flask

from docs_tools import cli_reference, configuration_reference, metrics_reference, permissions_reference
from fsp.accounts.sessions import first_login_token, open_session, use_link
from fsp.app import create_app
from fsp.cli.main import fsp
from fsp.settings import Settings

STALE = "run `make reference`"


def test_the_command_line_is_as_generated() -> None:
    assert cli_reference.PAGE.read_text(encoding="utf-8") == cli_reference.page(fsp), STALE


def test_the_settings_are_as_generated() -> None:
    text = configuration_reference.PAGE.read_text(encoding="utf-8")

    assert text == configuration_reference.with_table(text), STALE


def test_each_command_has_a_section() -> None:
    text = cli_reference.page(fsp)

    assert "### fsp dead-letters replay\n" in text
    assert "| `--project SLUG` | Only this project. |" in text


def test_the_metrics_are_as_generated(core: Flask, settings: Settings) -> None:
    client = create_app(settings).test_client()
    client.set_cookie("fsp_session", open_session(use_link(first_login_token() or "") or 0))

    text = client.get("/api/metrics?format=prometheus").text

    assert metrics_reference.PAGE.read_text(encoding="utf-8") == metrics_reference.page(text), STALE


def test_the_permissions_are_as_generated(core: Flask, settings: Settings) -> None:
    text = permissions_reference.page(create_app(settings))

    assert permissions_reference.PAGE.read_text(encoding="utf-8") == text, STALE
