"""Pure: how the github provider logs in, and where its API is; a withdrawal does the same.

Source: `providerConfigure`, `getAppAuth` and `getBaseURL` of terraform-provider-github v6.13.0,
which the github provider 6.15.0 wraps; GitHub Docs, "Using the REST API with GHE.com".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from components.refusal import Refusal
from components.submit_api.base_url import is_loopback

PUBLIC = "https://api.github.com/"
_SETTING = "github:baseUrl"
_APP = {
    "id": "GITHUB_APP_ID",
    "installationId": "GITHUB_APP_INSTALLATION_ID",
    "pemFile": "GITHUB_APP_PEM_FILE",
}
_DATA_RESIDENCY = re.compile(r"\.ghe\.com$")
_ITS_API = re.compile(r"^api\.[a-zA-Z0-9-]+\.ghe\.com$")

Lookup = Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class Login:
    """The settings of the github provider, each from where the provider takes it."""

    owner: str | None
    base_url: str | None
    token: str | None = field(repr=False)
    is_app: bool
    """Whether the provider logs in as a GitHub App; it then ignores the token."""

    @classmethod
    def read(cls, config: Lookup, environment: Lookup) -> Login:
        """From the stack's configuration and the environment."""
        organization = config("github:organization") or environment("GITHUB_ORGANIZATION")
        return cls(
            owner=organization or environment("GITHUB_OWNER") or config("github:owner"),
            base_url=config("github:baseUrl") or environment("GITHUB_BASE_URL"),
            token=config("github:token") or environment("GITHUB_TOKEN"),
            is_app=_is_app(config("github:appAuth"), environment),
        )

    def check(self) -> None:
        """Refuse, before anything is made, what a withdrawal could not remove again.

        Raises:
            Refusal: the provider logs in as an App, there is no token, or the address is wrong.
        """
        if self.is_app:
            shape = "logs in as a GitHub App, as which this program could remove no secret again"
            way_out = "let the job make a token of the App (actions/create-github-app-token)"
            way_out += ", export it as GITHUB_TOKEN, and take out github:appAuth and GITHUB_APP_ID"
            raise Refusal("github:appAuth", shape, way_out)
        if not self.token:
            shape = "is not set, so no secret on GitHub could be removed again"
            raise Refusal("GITHUB_TOKEN", shape, "export a token; see docs/permissions.md")
        api_url(self.base_url)


def _is_app(app_auth: str | None, environment: Lookup) -> bool:
    """As the provider: an App needs all three, each from the setting or the environment."""
    try:
        given = json.loads(app_auth or "{}")
    except ValueError:
        given = {}  # the provider refuses it, in preview
    named = given if isinstance(given, dict) else {}
    return all(named.get(name) or environment(variable) for name, variable in _APP.items())


def api_url(base_url: str | None) -> str:
    """The root of the REST API for a provider's `baseUrl`, for each of GitHub's three products.

    github.com is `https://api.github.com/`, data residency `https://api.<name>.ghe.com/`, and an
    Enterprise Server has `/api/v3/`.

    Raises:
        Refusal: the token would be sent without TLS, or there is a path where there is none.
    """
    parts = urlsplit(base_url or PUBLIC)
    host, path = parts.netloc, f"{parts.path.rstrip('/')}/"
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise Refusal(_SETTING, "is not https", "correct it in the stack's settings")
    if host == "github.com" or (_DATA_RESIDENCY.search(host) and not _ITS_API.match(host)):
        host = f"api.{host}"
    if host != "api.github.com" and not _DATA_RESIDENCY.search(host):
        return f"{parts.scheme}://{host}{path.removesuffix('api/v3/')}api/v3/"
    if path != "/":
        shape = "has a path, which github.com and ghe.com do not"
        raise Refusal(_SETTING, shape, f"use https://{host}/")
    return f"https://{host}/"
