"""Components of MDX, Astro, VitePress and Docusaurus."""

import pytest

from fsp.importing.components import with_components

IMPORTS = "import hero from '../hero.png';\nimport {\n  B,\n} from 'x'\n\nexport const meta = {\n  a: 1,\n}\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<Image src={hero} alt="Hi" width={3} />', '<img src="../hero.png" alt="Hi">'),
        ("<img src={require('./x.png').default} alt='a' style={{width: 3}} />", '<img src="./x.png" alt="a"/>'),
        ('<Callout type="warning" title="T">\na\n</Callout>', "::: warning T\n\n\na\n\n\n:::"),
        ('<Tabs><TabItem label="npm">\na\n</TabItem></Tabs>', "**npm**\n\n\na"),
        ('<Details summary="More">a</Details>', "::: details More\n\na\n\n:::"),
        (
            '<YouTube id="abc" />',
            '<a href="https://www.youtube.com/watch?v=abc">Video: https://www.youtube.com/watch?v=abc</a>',
        ),
        ("a {/* not shown */} b", "a  b"),
        ("a{' '}b", "a b"),
        ("`<Chart />` and `{/* x */}`", "`<Chart />` and `{/* x */}`"),
        ("```jsx\nimport x from 'y'\n<Chart />\n```", "```jsx\nimport x from 'y'\n<Chart />\n```"),
        ("import duties are taxes", "import duties are taxes"),
    ],
)
def test_a_component_becomes_what_it_shows(text: str, expected: str) -> None:
    assert with_components(IMPORTS + text, "a.mdx")[0].strip() == expected


def test_a_component_without_a_text_is_named() -> None:
    assert with_components("a <Chart data={[1, {b: 2}]} /> b", "a.md") == ("a  b", ("Chart",))


def test_markdown_without_components_stays() -> None:
    text = "a < B and <b>c</b>, import this"

    assert with_components(text, "a.md") == (text, ())
