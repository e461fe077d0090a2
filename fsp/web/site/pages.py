"""Serves FSP's static files and the published sites."""

from pathlib import Path
from urllib.parse import quote, urljoin

from flask import Blueprint, Response, abort, g, redirect, request, send_file, send_from_directory, url_for
from werkzeug.wrappers import Response as BaseResponse

from fsp import paths
from fsp.content.attachments import attachment_type, is_shown
from fsp.content.media import media_type_of
from fsp.content.media_names import FOLDER
from fsp.core import current_settings
from fsp.errors import NotFound
from fsp.publishing.site.address import host_of_site, site_root
from fsp.publishing.site.files import site_file
from fsp.publishing.site.redirects import redirect_target
from fsp.web import assets
from fsp.web.access.permissions import open_to_all
from fsp.web.error_handlers import explain
from fsp.web.headers import IMAGE_POLICY
from fsp.web.site.hosts import own_site, path_on_site

files = Blueprint("files", __name__)


@files.get("/static/<path:name>")
@open_to_all
def static(name: str) -> Response:
    """Serve a static file of FSP's pages."""
    return assets.serve(name)


@files.get("/favicon.ico")
@open_to_all
def icon() -> Response:
    """Serve the icon that browsers request by default."""
    return send_from_directory(paths.resource("static"), "icon.svg", max_age=86400)


@files.get("/site/<project>/")
@files.get("/site/<project>/<path:path>")
@open_to_all
def site(project: str, path: str = "") -> Response | BaseResponse:
    """Serve a file of a published site, publicly unless FSP_SITE_PUBLIC is no."""
    settings = current_settings()
    if g.account is None and not settings.site_is_public:
        return explain(403, "This site is not public.") if own_site() else redirect(url_for("login.show"))
    if settings.site_hosts and not own_site():
        return _elsewhere(project, path)
    try:
        file = site_file(settings, project, path)
    except NotFound as error:
        return _missing(project, error)
    target = redirect_target(file)
    if target is not None:
        # FSP itself redirects old addresses permanently, which every feed reader supports.
        return redirect(urljoin(_folder_address(file), target), 301)
    if file.name == "index.html" and not request.path.endswith(("/", "index.html")):
        # Relative links on the page are relative to its folder.
        return redirect(f"{path_on_site()}/", 301)
    media_type = _media_type(file)
    is_download = file.parent.parent.name == FOLDER and not is_shown(media_type or "")
    answer = send_file(file, mimetype=media_type, max_age=60, as_attachment=is_download, download_name=file.name)
    if media_type and media_type.startswith("image/"):
        answer.headers["Content-Security-Policy"] = IMAGE_POLICY
    return answer


def _elsewhere(project: str, path: str) -> Response | BaseResponse:
    """Redirect to the host of the site. The dashboard shares its origin with no site if sites have hosts."""
    if host_of_site(current_settings(), project) is None:
        return explain(404, f'The site "{project:.100}" has no host name. Add it to FSP_SITE_HOSTS.')
    answer = redirect(site_root(current_settings(), project) + quote(path), 301)
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


def _missing(project: str, error: NotFound) -> Response:
    try:
        page = site_file(current_settings(), project, "404.html")
    except NotFound:
        abort(404, str(error))
    response = send_file(page, max_age=60)
    response.status_code = 404
    return response


def _folder_address(file: Path) -> str:
    """Return the address of the page's folder, with a trailing slash."""
    folder = file.parent.relative_to(paths.site_folder(current_settings()).resolve()).as_posix()
    slug = own_site()
    return f"{quote(f'/site/{folder}'.removeprefix(f'/site/{slug}'))}/" if slug else f"/site/{quote(folder)}/"


_MEDIA_TYPES = {
    "feed.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
    "robots.txt": "text/plain",
}


def _media_type(file: Path) -> str | None:
    if file.name in _MEDIA_TYPES:
        return _MEDIA_TYPES[file.name]
    if file.parent.parent.name == FOLDER:
        return attachment_type(file.name)
    if file.suffix == ".xml":
        return "application/xml"
    if file.suffix and file.parent.name != FOLDER:
        return None
    with file.open("rb") as opened:
        return media_type_of(opened.read(1024))
