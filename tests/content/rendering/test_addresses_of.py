"""What a text refers to."""

from fsp.content.rendering.addresses import local_path
from fsp.content.rendering.addresses_of import addresses_of


def test_links_images_and_tags_are_listed_once() -> None:
    text = (
        '[a](b.md) [a][r] <a href="c.md">c</a> ![x](d.png) <img src="e.png"> {{< figure src="f.png" >}} ![[g.png]]\n'
        "{{< chart >}}\n\n## H\n\n[r]: b.md\n"
    )

    addresses = addresses_of(text)

    assert addresses.links == ("b.md", "c.md")
    assert addresses.images == ("d.png", "e.png", "f.png", "g.png")
    assert addresses.unknown == ("{{< chart >}}",)
    assert addresses.ids == {"h"}


def test_local_paths_are_decoded() -> None:
    assert local_path("a%20b.png?x#y") == "a b.png"
    assert local_path("/a.png") is None
    assert local_path("https://e.org/a.png") is None
