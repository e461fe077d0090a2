"""Resolves links and images in a text to chapters and images of the book."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from fsp.content.attachments import is_attachment
from fsp.content.exported_project import ExportedImage, ExportedItem
from fsp.content.references.images import ImageFiles
from fsp.content.references.names import first_in, index_names, post_names
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.page import ids_on_page
from fsp.content.rendering.place import Image
from fsp.exporting.book_addresses import IMAGE_MARK, chapter_link


def book_resolver(
    chapters: Sequence[ExportedItem], images: Mapping[str, ExportedImage]
) -> Callable[[ExportedItem], ProjectResolver]:
    """Return a function that creates the resolver for one chapter's text.

    `images` are keyed by path in the imported folder.
    """
    names = index_names(
        (
            str(number),
            post_names(source_path=item.source_path, slug=item.slug, title=item.title, addresses=item.redirects),
        )
        for number, item in enumerate(chapters, 1)
    )

    @cache
    def ids(number: str) -> frozenset[str]:
        chapter = chapters[int(number) - 1]
        return ids_on_page(chapter.body, title=chapter.title)

    places = Places(
        post=lambda number: chapter_link(int(number), ""),
        image=lambda path: Image(IMAGE_MARK + images[path].sha256),
        ids=ids,
    )
    # A book contains no attachments: a link to one becomes text.
    files = ImageFiles({path: image for path, image in images.items() if not is_attachment(path)})
    return lambda item: ProjectResolver(item.source_path, first_in(names), files, places)
