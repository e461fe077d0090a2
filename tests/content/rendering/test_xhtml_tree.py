"""The tree: written and taken apart without recursion."""

from fsp.content.rendering.xhtml_tree import Node, Piece, inline_of, nodes_of, text_of, with_id_of, written, xml_text


def test_elements_are_written_with_their_attributes_and_texts_escaped() -> None:
    tree = Node("p", {"title": '"<'}, ["a & ", Node("br"), Node("i", {}, ["<"])])

    assert written([tree]) == '<p title="&quot;&lt;">a &amp; <br/><i>&lt;</i></p>'
    assert (text_of([tree]), [node.tag for node in nodes_of([tree])]) == ("a & <", ["p", "i", "br"])


def test_blocks_are_taken_apart_for_a_heading() -> None:
    assert written(inline_of(["a", Node("div", {}, [Node("p", {}, [Node("b", {}, ["c"])])])])) == "a  <b>c</b>  "


def test_a_link_around_a_block_is_a_block() -> None:
    assert [Node("a", {}, [Node(tag)]).is_block for tag in ("p", "b")] == [True, False]


def test_an_id_moves_to_what_takes_the_place_of_its_element() -> None:
    places: tuple[list[Piece], ...] = ([Node("p")], ["words"])
    moved = [written(with_id_of(Node("b", {"id": "x"}), pieces)) for pieces in places]

    assert moved == ['<p id="x"></p>', '<span id="x"></span>words']


def test_control_characters_are_left_out() -> None:
    assert xml_text("a\x01b\x0bc\uffffd\te\n豆🎉") == "abcd\te\n豆🎉"
