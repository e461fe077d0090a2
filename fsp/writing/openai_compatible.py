"""A writer at any server that speaks the OpenAI chat API."""

import openai

from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.extensions import current_redis
from fsp.metrics.platform_calls import counted_call
from fsp.settings import Settings
from fsp.writing.writer import Assignment, Draft

PLATFORM = "language-model"
"""Its name among the platforms that health, metrics and alerts tell of."""

TIMEOUT_SECONDS = 60.0
SYSTEM = (
    "You write for a self-published {project}. Answer with the text alone, in Markdown, in the language {language}."
)
PERMANENT_STATUSES = frozenset({400, 401, 403, 404, 422})


class OpenAiCompatibleWriter:
    """Asks the model of the settings once; the job's own retries do the rest."""

    def __init__(self, settings: Settings) -> None:
        self._model = settings.llm_model or ""
        self._client = openai.OpenAI(
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key or "none",
            timeout=TIMEOUT_SECONDS,
            max_retries=0,
        )

    def write(self, assignment: Assignment) -> Draft:
        """Write one text."""
        with self._client, counted_call(current_redis(), PLATFORM):
            body = self._ask(assignment)
            if not body.strip():
                raise ServiceUnavailable(f"The language model {self._model} answered with an empty text.")
        return Draft(body.strip() + "\n", self._model)

    def _ask(self, assignment: Assignment) -> str:
        system = SYSTEM.format(project=assignment.project_title, language=assignment.language)
        wish = f"Title: {assignment.title}\nTags: {', '.join(assignment.tags)}\n\n{assignment.brief}"
        try:
            answer = self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": system}, {"role": "user", "content": wish}],
            )
            return answer.choices[0].message.content or ""
        except openai.APIStatusError as error:
            said = f"The language model's server answered {error.status_code}"
            if error.status_code in PERMANENT_STATUSES:
                raise PermanentFailure(f"{said}; look at FSP_LLM_BASE_URL, _MODEL and _API_KEY.") from error
            raise ServiceUnavailable(f"{said}.") from error
        except (openai.APIError, ValueError, IndexError, AttributeError, TypeError) as error:
            raise ServiceUnavailable(f"The language model's server gave no answer: {type(error).__name__}.") from error
