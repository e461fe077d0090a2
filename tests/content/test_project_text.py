"""The project's own file."""

from fsp.content.exported_project import ExportedProject
from fsp.content.project_text import project_text


def test_every_field_of_the_project_is_written() -> None:
    project = ExportedProject(
        1, "g", "Garden", "About: it", "Ada", "ar", ("site",), (), (), timezone="Asia/Tokyo", has_unicode_slugs=True
    )

    assert project_text(project) == (
        "title: Garden\ndescription: 'About: it'\nauthor: Ada\nlanguage: ar\ntimezone: Asia/Tokyo\n"
        "unicode_slugs: true\nfetch_remote_images: false\nplatforms:\n- site\n"
    )
