"""A writer that uses any server with the OpenAI chat API."""

from fsp.clock import utc_now
from fsp.errors import ServiceUnavailable
from fsp.metrics.platform_calls import counted_call
from fsp.settings import Settings
from fsp.stores import current_redis
from fsp.writing.chat import ChatServer
from fsp.writing.completion import read_completion
from fsp.writing.tidy import tidy
from fsp.writing.writer import Assignment, Draft

PLATFORM = "language-model"
"""The platform name in health, metrics and alerts."""

SYSTEM = (
    "You write for a self-published {project}. Answer with the text alone, in Markdown, in the language {language}."
)


class OpenAiCompatibleWriter:
    """Sends one request to the configured model. Retries are left to the job."""

    def __init__(self, settings: Settings) -> None:
        self._server = ChatServer.of(settings)

    def write(self, assignment: Assignment) -> Draft:
        """Write one text."""
        model = self._server.model
        with counted_call(current_redis(), PLATFORM):
            completion = read_completion(self._server.ask(_messages(assignment), utc_now()), model)
            body = tidy(completion.text)
            if not body:
                raise ServiceUnavailable(f"The language model {model} returned an empty text.")
        return Draft(f"{body}\n", model, completion.prompt_tokens, completion.completion_tokens)


def _messages(assignment: Assignment) -> list[dict[str, str]]:
    system = SYSTEM.format(project=assignment.project_title, language=assignment.language)
    request = f"Title: {assignment.title}\nTags: {', '.join(assignment.tags)}\n\n{assignment.brief}"
    return [{"role": "system", "content": system}, {"role": "user", "content": request}]
