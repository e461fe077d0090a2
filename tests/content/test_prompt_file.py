"""Prompt files: their settings, messages and placeholders."""

import pytest

from fsp.content.header import FrontMatterFault
from fsp.content.prompt_file import NAMES, parse_prompt
from fsp.content.prompt_store import built_in_text


def test_a_prompt_has_settings_and_messages() -> None:
    prompt = parse_prompt(
        "draft",
        "---\nmodel: m\ntemperature: 0.5\nmax_tokens: 800\nversion: 1.10\n---\n"
        "[system]\nBe brief.\n\n[user]\n{{ brief }}\n",
    )

    assert (prompt.model, prompt.temperature, prompt.max_tokens, prompt.version) == ("m", 0.5, 800, "1.10")
    assert prompt.filled({"brief": "Beans {{ title }}"}) == (
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Beans {{ title }}"},
    )


def test_a_prompt_without_marks_is_one_message_and_its_hash_changes_with_every_character() -> None:
    assert parse_prompt("draft", "Write.").filled({}) == ({"role": "user", "content": "Write."},)
    assert parse_prompt("draft", "Write.").sha256 != parse_prompt("draft", "Write!").sha256


@pytest.mark.parametrize("name", NAMES)
def test_the_built_in_prompts_are_valid(name: str) -> None:
    assert parse_prompt(name, built_in_text(name)).version


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one\ntwo {{ beans }}", 'line 2: there is no placeholder "beans"'),
        ("---\nversion: 2\n---\n\n{{ x }}", "line 5: there is no placeholder"),
        ("---\nmodel: m\ncolour: red\n---\nWrite.", 'line 3: there is no setting "colour"'),
        ("---\ntemperature: warm\n---\nWrite.", "line 2: temperature must be from 0 to 2"),
        ("---\nmax_tokens: 0\n---\nWrite.", "line 2: max_tokens must be a whole number from 1"),
        ("---\nmax_tokens: 10\n---\n[system]\nBe brief.", "Write it below"),
        ("---\nmax_tokens: [\n---\nWrite.", "invalid YAML"),
        ("", "no text for the model"),
    ],
)
def test_an_error_names_its_line(text: str, message: str) -> None:
    with pytest.raises(FrontMatterFault, match=message):
        parse_prompt("draft", text)
