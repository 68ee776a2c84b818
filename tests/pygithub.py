"""PyGithub, unchanged, before the stand-in of GitHub."""

from __future__ import annotations

from github import Auth, Github


def pygithub(root: str, token: str) -> Github:
    """A client of the Enterprise Server at a root; it neither waits between calls nor retries."""
    return Github(
        auth=Auth.Token(token),
        base_url=f"{root}/api/v3",
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
    )
