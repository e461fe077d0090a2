"""Small exports of other systems, in the form that each of them writes."""

import io
import json
import zipfile
from pathlib import Path

from tests.content.images.pictures import picture

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Garden journal</title><link>https://garden.example</link><description>Notes from a garden</description>
<language>de-DE</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://garden.example</wp:base_site_url>
<wp:base_blog_url>https://garden.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ada]]></wp:author_login><wp:author_display_name>
<![CDATA[Ada Byron]]></wp:author_display_name></wp:author>
{items}
</channel></rss>
"""

ITEM = """<item><title><![CDATA[{title}]]></title><link>{link}</link><dc:creator><![CDATA[ada]]></dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[2020-01-02 09:00:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{date}]]></wp:post_date_gmt><wp:post_modified_gmt><![CDATA[2020-02-02 08:00:00]]>
</wp:post_modified_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status><![CDATA[{status}]]></wp:status><wp:post_type>
<![CDATA[{type}]]></wp:post_type>
<wp:post_password><![CDATA[{password}]]></wp:post_password>{more}</item>
"""


def wxr_item(**fields: str) -> str:
    values = {
        "title": "First beans",
        "link": "https://garden.example/2020/01/first-beans/",
        "content": "Broad beans.",
        "excerpt": "",
        "id": "7",
        "date": "2020-01-02 08:00:00",
        "slug": "first-beans",
        "status": "publish",
        "type": "post",
        "password": "",
        "more": "",
    }
    return ITEM.format(**(values | fields))


def wxr(*items: str) -> bytes:
    return WXR.format(items="".join(items)).encode()


def ghost(*posts: dict[str, object], **tables: list[dict[str, object]]) -> bytes:
    data = {
        "posts": list(posts),
        "tags": [{"id": "t1", "name": "Garden"}, {"id": "t2", "name": "#internal"}],
        "posts_tags": [
            {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
        ],
        "users": [{"id": "u1", "name": "Ada Byron"}],
        "posts_authors": [{"post_id": "p1", "author_id": "u1", "sort_order": 0}],
        "posts_meta": [],
        "settings": [
            {"key": "description", "value": "Notes from a garden"},
            {"key": "locale", "value": "de"},
            {"key": "timezone", "value": "Europe/Berlin"},
        ],
    }
    return json.dumps({"db": [{"meta": {"version": "5.99.0"}, "data": data | tables}]}).encode()


def zip_of(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def docx(path: Path, *, title: str = "") -> Path:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>First beans</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Broad </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>beans</w:t></w:r></w:p>"
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Bean" descr="A bean"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="rId2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content_types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>Ada Byron</dc:creator><cp:keywords>garden; sowing</cp:keywords>"
        "</cp:coreProperties>"
    )
    styles = (
        f'<w:styles xmlns:w="{word}"><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>'
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return zip_of(
        path,
        {
            "[Content_Types].xml": content_types,
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{word}" xmlns:r="{office}" xmlns:a="{drawing}/main"'
            f' xmlns:pic="{drawing}/picture" xmlns:wp="{drawing}/wordprocessingDrawing">'
            f"<w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId2"'
            f' Type="{office}/image" Target="media/image1.png"/><Relationship Id="rId3" Type="{office}/styles"'
            ' Target="styles.xml"/></Relationships>',
            "word/styles.xml": styles,
            "word/media/image1.png": picture("PNG"),
            "docProps/core.xml": core,
        },
    )


def epub(path: Path) -> Path:
    package = """<?xml version="1.0"?><!DOCTYPE package><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The kitchen garden</dc:title>
<dc:creator>Ada Byron</dc:creator>
<dc:language>en-GB</dc:language></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="img" href="img/bean.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>"""
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{0}</title></head><body><h1>{0}</h1>{1}</body></html>'
    )
    return zip_of(
        path,
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/package.opf"/></rootfiles></container>',
            "OEBPS/package.opf": package,
            "OEBPS/nav.xhtml": page.format("Contents", "<ol><li>One</li></ol>"),
            "OEBPS/text/one.xhtml": page.format(
                "Sowing",
                '<p>Beans, see <a href="two.xhtml#end">Harvest</a>.</p><img src="../img/bean.png" alt="A bean"/>',
            ),
            "OEBPS/text/two.xhtml": page.format("Harvest", '<p id="end">Eat them.</p>'),
            "OEBPS/img/bean.png": picture("PNG"),
        },
    )


def bytes_of_zip(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
