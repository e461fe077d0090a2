"""The WSGI entry point: `gunicorn wsgi:app`."""

from fsp.app import served_app

app = served_app()
