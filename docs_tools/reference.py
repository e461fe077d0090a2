"""Writes the generated pages of docs/reference. Run it as `make reference`."""

import tempfile
from contextlib import chdir

from docs_tools import cli_reference, configuration_reference, metrics_reference, permissions_reference
from docs_tools.server import valkey
from fsp.accounts.sessions import first_login_token, open_session, use_link
from fsp.app import create_app
from fsp.cli.main import fsp
from fsp.cli.migrate import upgrade_database
from fsp.settings import Settings
from fsp.stores import db


def main() -> None:
    """Write each page."""
    settings_page = configuration_reference.PAGE
    settings_text = configuration_reference.with_table(settings_page.read_text(encoding="utf-8"))
    settings_page.write_text(settings_text, encoding="utf-8")
    cli_reference.PAGE.write_text(cli_reference.page(fsp), encoding="utf-8")
    permissions_reference.PAGE.write_text(permissions_reference.page(create_app(Settings())), encoding="utf-8")
    metrics_reference.PAGE.write_text(metrics_reference.page(_exposition()), encoding="utf-8")


def _exposition() -> str:
    """Return what a fresh FSP exposes."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        settings = Settings()
        with valkey(settings):
            app = create_app(settings)
            with app.app_context():
                upgrade_database(app)
                cookie = open_session(use_link(first_login_token() or "") or 0)
                db.session.commit()
            client = app.test_client()
            client.set_cookie("fsp_session", cookie)
            return client.get("/api/metrics?format=prometheus").text


if __name__ == "__main__":
    main()
