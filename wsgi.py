"""The WSGI entry point: `gunicorn wsgi:app`."""

from fsp.app import create_app

app = create_app()
