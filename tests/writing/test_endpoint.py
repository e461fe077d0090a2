"""How servers with the chat API differ."""

import pytest

from fsp.writing.endpoint import ChatRequest, Dialect, chat_headers, chat_url, provider_of

REQUEST = ChatRequest(({"role": "user", "content": "x"},), 100, 0.5)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        ("https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1/chat/completions"),
        ("http://localhost:1234/v1/chat/completions", "http://localhost:1234/v1/chat/completions"),
        (
            "https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
        ),
    ],
)
def test_the_path_is_added_before_a_query(base_url: str, url: str) -> None:
    assert chat_url(base_url) == url


def test_azure_gets_the_key_in_its_own_header() -> None:
    assert chat_headers("https://x.openai.azure.com/openai/v1", "k", "")["api-key"] == "k"
    assert "api-key" not in chat_headers("https://api.openai.com/v1", "k", "")
    assert "Authorization" not in chat_headers("http://localhost:11434/v1", "", "")
    assert provider_of("https://api.openai.com/v1") == "api.openai.com"


def test_a_server_that_refuses_a_parameter_is_asked_without_it() -> None:
    renamed = Dialect().after("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    assert renamed is not None
    assert renamed.body("m", REQUEST)["max_completion_tokens"] == 100

    plain = renamed.after("unknown field stream_options")
    assert plain is not None
    assert "stream_options" not in plain.body("m", REQUEST)

    cool = plain.after("'temperature' does not support 0.5 with this model")
    assert cool is not None
    assert "temperature" not in cool.body("m", REQUEST)
    assert cool.after("temperature") is None
