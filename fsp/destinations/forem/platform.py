"""dev.to and other Forems: an article in Markdown with its canonical address.

Forem's API deletes nothing: removing an article makes it a draft of its author.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import BaseModel

from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import Abilities, CheckResult, Post, Remote, Sent, Tools
from fsp.destinations.forem.account import ABILITIES, ForemCredentials, ForemSettings
from fsp.destinations.forem.article import article_of, has_address_of, hash_of, is_article_of, is_former_article
from fsp.destinations.forem.check import check_account
from fsp.errors import InconclusiveLookup, PermanentFailure, RemoteGone
from fsp.settings import PACKAGE_VERSION

MEDIA_TYPE = "application/vnd.forem.api-v1+json"
PAGE_ARTICLES = 20
MAX_PAGES = 250
CLOCK_SKEW = timedelta(minutes=10)
LOOKED_BACK = timedelta(days=30)
"""How far back an article with the same address is looked for, such as one from an import of the feed."""


class ForemPlatform:
    """Publishes articles of one account."""

    name: ClassVar[str] = "forem"
    title: ClassVar[str] = "dev.to (Forem)"
    abilities: Abilities = ABILITIES
    SettingsModel: ClassVar[type[BaseModel]] = ForemSettings
    CredentialsModel: ClassVar[type[BaseModel]] = ForemCredentials

    def __init__(self, settings: ForemSettings, credentials: ForemCredentials, tools: Tools) -> None:
        self._settings, self._tools = settings, tools
        headers = {
            "api-key": credentials.api_key.get_secret_value(),
            "Accept": MEDIA_TYPE,
            # dev.to refuses requests without it.
            "User-Agent": f"FSP/{PACKAGE_VERSION}",
        }
        self._api = ApiClient(tools.http, settings.server, headers, heed=tools.heed, now=tools.now)

    def check(self) -> list[CheckResult]:
        """Check the server, the key, the right to publish, and that the server can fetch images."""
        return check_account(self._api, self._tools.settings)

    def length(self, text: str) -> int:
        """Count characters. An article has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the own article, published or draft, whose text ends with the post's marker.

        A post that was never sent, and has an address, is looked for among the newest articles only: Forem refuses a
        second article with the same address, and `create` then looks for the first.
        """
        is_guarded = bool(post.canonical_url) and post.sent_since is None
        articles = self._page(1) if is_guarded else self._own(post.sent_since or post.published_at)
        article = next((own for own in articles if is_article_of(own, post.key)), None)
        return self._sent(article) if article else None

    def create(self, post: Post) -> Sent:
        """Create the article. One with this address that FSP wrote is updated: an earlier one, or a draft of `remove`.

        Forem refuses a second article with the same canonical address.
        """
        response = self._api.send("POST", "/api/articles", fields=self._fields(post))
        if response.status == HTTPStatus.UNPROCESSABLE_ENTITY and "has already been taken" in response.message:
            own = next((own for own in self._own(post.published_at) if _is_of(own, post)), None)
            if own:
                return self.update(post, str(own["id"]))
            raise PermanentFailure(
                f"{self._api.host} has another article with the address {post.canonical_url} or the same text, "
                f"perhaps from an import of the feed: {response.message}. Delete that article, then publish again."
            )
        self._api.raise_for(response, creates=True)
        return self._sent(self._api.json_of(response))

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the article; one that was made a draft is published again."""
        return self._sent(self._api.call_json("PUT", f"/api/articles/{external_id}", fields=self._fields(post)))

    def remove(self, external_id: str) -> None:
        """Make the article a draft."""
        try:
            self._api.call("PUT", f"/api/articles/{external_id}", fields={"article": {"published": False}})
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Return the published article; None for a draft or none."""
        try:
            article = self._api.call_json("GET", f"/api/articles/{external_id}")
        except RemoteGone:
            return None
        return Remote(_address(article), hash_of(article))

    def taken_by(self, post: Post) -> str:
        """Return the address of another article with the post's canonical address, which Forem refuses to repeat."""
        for article in self._own(post.published_at - LOOKED_BACK) if post.canonical_url else ():
            is_other = has_address_of(article, post) and not is_article_of(article, post.key)
            if is_other and not is_former_article(article, post):
                return _address(article) or f"article {article.get('id')}"
        return ""

    def _fields(self, post: Post) -> dict[str, Any]:
        article = article_of(post, self._tools.settings)
        if self._settings.organization_id:
            article["organization_id"] = self._settings.organization_id
        return {"article": article}

    def _own(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the account's articles: drafts, then the newest, back to a time.

        Raise InconclusiveLookup if there are more of them than FSP reads.
        """
        for number in range(1, MAX_PAGES + 1):
            articles = self._page(number)
            yield from articles
            oldest = articles[-1].get("published_at") if articles else None
            is_older = bool(oldest) and datetime.fromisoformat(str(oldest)) < since - CLOCK_SKEW
            if len(articles) < PAGE_ARTICLES or is_older:
                return
        raise InconclusiveLookup(f"{self._api.host} has more articles than FSP reads.")

    def _page(self, number: int) -> list[dict[str, Any]]:
        articles: list[dict[str, Any]] = self._api.call_json(
            "GET", "/api/articles/me/all", query={"page": number, "per_page": PAGE_ARTICLES}
        )
        return articles

    def _sent(self, article: dict[str, Any]) -> Sent:
        evidence = {name: article.get(name) for name in ("slug", "published_at", "canonical_url")}
        return Sent(str(article["id"]), _address(article), hash_of(article), evidence)


def _is_of(article: dict[str, Any], post: Post) -> bool:
    """Return whether FSP wrote an article for a post: this one, or one that it took back since."""
    return is_article_of(article, post.key) or is_former_article(article, post)


def _address(article: dict[str, Any]) -> str:
    return str(article.get("url") or "")
