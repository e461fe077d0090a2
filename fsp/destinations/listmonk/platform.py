"""Listmonk: one campaign for each post, sent once to all subscribers of its lists."""

from dataclasses import replace
from typing import Any, ClassVar

from pydantic import BaseModel

from fsp.destinations.checks import Check, run
from fsp.destinations.contract import Abilities, CheckResult, Markup, Post, PostImage, Remote, Sent, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.listmonk.api import DRAFT, ListmonkApi, connect_api
from fsp.destinations.listmonk.settings import ListmonkCredentials, ListmonkSettings
from fsp.destinations.marker import hash_of_facts, marker_of
from fsp.destinations.newsletter.mail import LIMITS, plain_text
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.post_html import UploadedImage, html_of, upload_images
from fsp.destinations.tls_probe import naming_tls
from fsp.errors import PermanentFailure

MAX_NAME_CHARACTERS = 150


class Listmonk:
    """Sends campaigns. What was sent cannot be changed or recalled."""

    name: ClassVar[str] = "listmonk"
    title: ClassVar[str] = "Listmonk"
    abilities = Abilities(markup=Markup.HTML, updates=False, removes=False, images=LIMITS, max_parallel=1)
    SettingsModel: ClassVar[type[BaseModel]] = ListmonkSettings
    CredentialsModel: ClassVar[type[BaseModel]] = ListmonkCredentials

    def __init__(self, settings: ListmonkSettings, credentials: ListmonkCredentials, tools: Tools) -> None:
        self._settings, self._credentials, self._tools = settings, credentials, tools
        self._api = connect_api(settings, credentials, tools)

    def check(self) -> list[CheckResult]:
        """Log in, look for the lists, and read the campaigns."""
        tools = replace(self._tools, http=DeadlineClient.of(self._tools.http))
        api = connect_api(self._settings, self._credentials, tools)
        lists = run("Lists", naming_tls(api.client, lambda: self._lists(api)))
        return [lists, run("Campaigns", lambda: _campaigns(api))] if lists.is_ok else [lists]

    def length(self, text: str) -> int:
        """Count characters. A campaign has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the campaign of the post if it was started. A draft was sent to nobody."""
        campaign = self._api.find_campaign(marker_of(post.key))
        return self._sent(campaign) if campaign and campaign.get("status") != DRAFT else None

    def create(self, post: Post) -> Sent:
        """Create a draft, or take that of an earlier attempt, and start it."""
        # A draft is sent to nobody, so until it is started nothing is published.
        with nothing_created():
            campaign = self._draft(post)
        if campaign.get("status") == DRAFT:
            self._api.start_campaign(campaign["id"])
        return self._sent(campaign)

    def update(self, post: Post, external_id: str) -> Sent:
        """Raise PermanentFailure."""
        raise PermanentFailure(f'"{post.title:.100}" was sent as campaign {external_id:.20} and cannot be changed.')

    def remove(self, external_id: str) -> None:
        """Raise PermanentFailure."""
        raise PermanentFailure(f"Campaign {external_id:.20} was sent and cannot be recalled.")

    def read(self, external_id: str) -> Remote | None:
        """Return the hash of the campaign's subject and text."""
        campaign = self._api.read_campaign(external_id)
        return Remote(self._url(external_id), _hash(campaign)) if campaign else None

    def _draft(self, post: Post) -> dict[str, Any]:
        campaign = self._api.find_campaign(marker_of(post.key))
        if campaign is None:
            return self._api.create_campaign(self._fields(post))
        if campaign.get("status") == DRAFT:
            # The post may have changed since.
            return self._api.change_campaign(campaign["id"], self._fields(post))
        return campaign

    def _sent(self, campaign: dict[str, Any]) -> Sent:
        campaign_id = str(campaign["id"])
        facts = {"campaign": campaign_id, "lists": self._settings.list_ids}
        return Sent(campaign_id, self._url(campaign_id), _hash(campaign), facts)

    def _url(self, campaign_id: str) -> str:
        """Return the address of a campaign's page in Listmonk."""
        return f"{self._settings.url}/campaigns/{campaign_id}"

    def _fields(self, post: Post) -> dict[str, Any]:
        mark = marker_of(post.key)
        sender = {"from_email": self._settings.sender} if self._settings.sender else {}
        template = {"template_id": self._settings.template} if self._settings.template else {}
        return {
            "name": f"{post.title[:MAX_NAME_CHARACTERS]} {mark}",
            "subject": " ".join(post.title.split()),
            "lists": self._settings.list_ids,
            "type": "regular",
            "content_type": "html",
            "body": html_of(post, upload_images(post, self._upload), LIMITS),
            "altbody": plain_text(post),
            "messenger": "email",
            "tags": [mark],
            **sender,
            **template,
        }

    def _upload(self, image: PostImage) -> UploadedImage:
        stored = self._tools.uploads.find(image.sha256)
        if not stored:
            stored = self._api.upload(self._tools.prepare(image, LIMITS))
            self._tools.uploads.remember(image.sha256, *stored)
        return UploadedImage(*stored)

    def _lists(self, api: ListmonkApi) -> str:
        data = api.call("GET", "/lists", query={"page": 1, "per_page": "all", "minimal": "true"})
        names = {row["id"]: str(row["name"]) for row in data.get("results") or []}
        missing = [str(list_id) for list_id in self._settings.list_ids if list_id not in names]
        if missing:
            list_names = ", ".join(f"{list_id} ({name})" for list_id, name in names.items())[:300]
            raise Check(
                f"There is no list {', '.join(missing)}.", f"Use the ids of these lists: {list_names or 'none yet'}."
            )
        return f"Posts go to {', '.join(names[list_id] for list_id in self._settings.list_ids)}."


def _campaigns(api: ListmonkApi) -> str:
    api.find_campaign("fsp-test")
    return "Campaigns can be read. The user also needs the rights to create and start them."


def _hash(campaign: dict[str, Any]) -> str:
    return hash_of_facts([campaign.get("subject"), campaign.get("body")])
