"""A small IndieWeb site of django-indieweb, in one file. Its own virtual environment runs it: micropub_site.py PORT.

It prints the tokens of its users as JSON, then serves. Entries are kept in memory.
"""

# mypy: ignore-errors
# ruff: noqa: E402
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings

PORT = sys.argv[1] if len(sys.argv) > 1 else "0"
FOLDER = Path.cwd()

settings.configure(
    DEBUG=False,
    SECRET_KEY="only for tests",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="__main__",
    SITE_ID=1,
    USE_TZ=True,
    # django-indieweb imports the framework of sites, but its documentation does not list it.
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites", "indieweb"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "site.sqlite3")}},
    MEDIA_ROOT=str(FOLDER / "media"),
    MEDIA_URL="/media/",
    INDIEWEB_MICROPUB_HANDLER="__main__.Handler",
    INDIEWEB_RATE_LIMITS={},
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path
from indieweb.handlers import InMemoryMicropubHandler
from indieweb.models import Token

STORE = InMemoryMicropubHandler()


class Handler(InMemoryMicropubHandler):
    """Keeps the entries of all requests in one place, by the path of their address."""

    def __init__(self):
        self.entries, self.deleted_entries = STORE.entries, STORE.deleted_entries

    def create_entry(self, properties, user):
        self.counter = STORE.counter
        entry = super().create_entry(properties, user)
        STORE.counter = self.counter
        return entry

    def update_entry(self, url, updates, user):
        return super().update_entry(urlsplit(url).path, updates, user)

    def delete_entry(self, url, user):
        super().delete_entry(urlsplit(url).path, user)

    def undelete_entry(self, url, user):
        return super().undelete_entry(urlsplit(url).path, user)

    def get_entry(self, url, user):
        return super().get_entry(urlsplit(url).path, user)


def home(_request):
    """Return the first page with its endpoints."""
    links = '<link rel="micropub" href="/indieweb/micropub/"><link rel="token_endpoint" href="/indieweb/token/">'
    return HttpResponse(f"<!doctype html><title>Garden</title>{links}")


def entry(request, number):  # noqa: ARG001 - the signature of a view
    """Return the page of an entry."""
    return HttpResponse("<p>An entry.</p>", status=200 if request.path in STORE.entries else 410)


urlpatterns = [path("", home), path("entries/<int:number>/", entry), path("indieweb/", include("indieweb.urls"))]


def main():
    """Make the users and their tokens, then serve."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("ada", "ada@example.test", "ada-pass")
    scopes = {
        "full": "create update delete undelete media",
        "writer": "create update",
        "plain": "create update delete media",
    }
    tokens = {
        name: Token.objects.create(
            owner=user, me=f"http://127.0.0.1:{PORT}/", client_id=f"https://{name}.example/", scope=scope
        ).key
        for name, scope in scopes.items()
    }
    (FOLDER / "tokens.json").write_text(json.dumps(tokens))
    call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False, skip_checks=True)


if __name__ == "__main__":
    main()
