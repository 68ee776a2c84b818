"""`rotate`: opens a pull request with the new key from NEW_SUBMIT_KEY, encrypted."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ci.github import Repository, workflow_token
from ci.stack import Failed, Stack
from components.key.material import fingerprint, refuse_key
from components.refusal import OneLineError, Refusal

KEY = "NEW_SUBMIT_KEY"
_AUTHOR = ("-c", "user.name=submit-key", "-c", "user.email=submit-key@users.noreply.github.com")


def rotate(stack: Stack, base: str = "main") -> str:
    """Raise the version, encrypt the key, commit, push, open a pull request; its address.

    After a failure it can be run again: it uses the same branch and the same pull request.
    """
    key = os.environ.pop(KEY, "")
    try:
        refuse_key(key)
    except Refusal as refusal:
        raise Failed(f"the secret {KEY} {refusal.reason}") from None
    way_out = f"{stack.settings} is not in git; name a stack whose settings are committed"
    _git("ls-files", "--error-unmatch", "--", str(stack.settings), failure=way_out)
    former = stack.get("submitKey")
    if key == former:
        raise Failed(f"the secret {KEY} is the key in use; put the new one in, then run it again")
    version = int(stack.get("keyVersion") or "1") + (former is not None)
    repository, change = Repository(), _Change(stack, version)
    _git("switch", "--quiet", "--force-create", change.branch)
    with _undone_on_failure(stack.settings):
        change.commit(key)
        # Force: the branch is this command's own, and an attempt that failed may have left one.
        _git("push", "--quiet", "--force", "origin", change.branch)
        body = (
            f"Version {version} has fingerprint `{fingerprint(key)}`; the key is encrypted with the"
            " stack's own KMS key.\n\nMerging it rotates: the key is proved by one test request"
            " before anybody gets it. The preview comment says what changes.\n"
        )
        return repository.pull_request(change.branch, base, change.title, body)


class _Change:
    """The commit that raises the version."""

    def __init__(self, stack: Stack, version: int) -> None:
        self._stack, self._version = stack, version
        self.branch = f"rotate/{stack.name}-v{version}"
        self.title = f"Rotate the Submit API key of {stack.name} to version {version}"

    def commit(self, key: str) -> None:
        self._stack.set("submitKey", key, "--secret")
        self._stack.set("keyVersion", str(self._version))
        path = str(self._stack.settings)
        _git(*_AUTHOR, "commit", "--quiet", "--message", self.title, "--", path)


@contextmanager
def _undone_on_failure(settings: Path) -> Iterator[None]:
    """Take the key out of the settings and leave the branch, else a second run calls it in use."""
    try:
        yield
    except OneLineError:
        _git("checkout", "--quiet", "HEAD", "--", str(settings))
        _git("checkout", "--quiet", "-")
        raise


def _git(*arguments: str, failure: str | None = None) -> None:
    done = subprocess.run(
        ["git", *arguments],
        env={**os.environ, **_credentials()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = [each for each in arguments if not each.startswith("-")]
        default = f"git {' '.join(words[-2:])} failed; see the permissions of the token"
        raise Failed(failure or default)


def _credentials() -> dict[str, str]:
    """The token for a push, as variables, so that it is in no file and no argument."""
    token, server = workflow_token(), os.environ.get("GITHUB_SERVER_URL")
    if not (token and server):
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }
