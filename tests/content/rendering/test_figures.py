"""Images with captions."""

from fsp.content.markdown import to_html


def test_an_image_of_its_own_paragraph_has_its_title_as_caption() -> None:
    assert to_html('![Beds](a.png "Three <b> beds & a hill")') == (
        '<figure><img src="a.png" alt="Beds" loading="lazy">'
        "<figcaption>Three &lt;b&gt; beds &amp; a hill</figcaption></figure>\n"
    )


def test_an_image_that_is_a_link_keeps_it() -> None:
    assert to_html('[![a](a.png "T")](https://e.org)').startswith('<figure><a href="https://e.org"')


def test_other_images_stay_as_they_are() -> None:
    assert "<figure" not in to_html('Words ![a](a.png "T") around it.\n\n![b](b.png)')
