"""A zip of posts, and an upload of it that has arrived."""

import io
import zipfile

from fsp.importing.uploads import add_part, begin_upload
from fsp.models.import_upload import ImportUpload
from fsp.models.project import Project
from fsp.settings import Settings

POSTS = {
    "beans.md": "---\ntitle: Beans\ndate: 2020-05-01\n---\n\nSow.\n",
    "soup.md": "---\ntitle: Soup\ndraft: true\n---\n\nHot.\n",
    "tea.md": "---\ntitle: Tea\n---\n\nGreen.\n",
}


def zipped(files: dict[str, str]) -> bytes:
    """Return a zip of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def uploaded(settings: Settings, data: bytes, *, project: Project | None = None) -> ImportUpload:
    """Return an upload that has arrived whole."""
    upload = begin_upload(project, "Garden", source="blog.zip", size_bytes=len(data), by="ada")
    add_part(upload, data, offset=0, settings=settings)
    return upload
