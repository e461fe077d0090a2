"""Mail addresses: what people write, and what no mail server would take."""

import pytest

from fsp.mail_addresses import parse_address, split_addresses


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("ops@example.org", "ops@example.org", ""),
        ("  root@localhost ", "root@localhost", ""),
        ("Operations <ops@example.org>", "ops@example.org", "Operations"),
        ('"Doe, Jane" <jane.doe+fsp@Example.ORG>', "jane.doe+fsp@example.org", "Doe, Jane"),
        (r'"say \"hi\"" <a@x.org>', "a@x.org", 'say "hi"'),
        ("<a@x.org>", "a@x.org", ""),
        ("Jürgen Müller <j@bücher.example>", "j@xn--bcher-kva.example", "Jürgen Müller"),
        ("編集部 <post@例え.jp>", "post@xn--r8jz45g.jp", "編集部"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example", ""),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, address: str, name: str) -> None:
    result = parse_address(text)

    assert (result.address, result.name) == (address, name)
    assert parse_address(str(result)) == result


@pytest.mark.parametrize(
    "text",
    [
        *("", "@", "ops", "ops@", "@example.org", "a b@example.org", "a@b@example.org", ".a@x.org", "a..b@x.org"),
        *("jürgen@example.org", "a@-x.org", "a@x-.org", "a@x..org", "a@x.org.", "a@.org", "a@1.2.3.4"),
        *("a.@x.org", "a@ex_ample.org", "a@\udc80.org", "\udc80@x.org", "a\x00@x.org", "a@x.org\x00"),
        *("a@x.org\nBcc: b@x.org", "Ops\r\nBcc: b@x.org <a@x.org>", "\ud800 <a@x.org>", "mailto:a@x.org"),
        *("Ops <a@x.org", "Ops a@x.org>", "<a@x.org> Ops", "a@x.org b@x.org", "a@x.org;b@x.org"),
        *('"Ops <a@x.org>', 'Ops" <a@x.org>'),
        *("x" * 65 + "@x.org", "a@" + "x" * 64 + ".org", "a@" + "x." * 150 + "org"),
    ],
)
def test_what_no_mail_server_takes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be|is no domain|has (more|characters)|display name"):
        parse_address(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a@x.org, b@x.org,", ["a@x.org", "b@x.org"]),
        ('"Doe, Jane" <j@x.org>,b@x.org', ['"Doe, Jane" <j@x.org>', "b@x.org"]),
        ('"open <a@x.org>, b@x.org', ['"open <a@x.org>, b@x.org']),
        ("", []),
    ],
)
def test_commas_part_addresses_unless_they_are_quoted(text: str, parts: list[str]) -> None:
    assert split_addresses(text) == parts
