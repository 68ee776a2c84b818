"""`rotate`: opens a pull request with the new key from NEW_SUBMIT_KEY, encrypted."""

from __future__ import annotations

import base64
import os
import subprocess

from ci.github import Repository, workflow_token
from ci.stack import Failed, Stack
from components.key.material import fingerprint, refuse_key
from components.refusal import Refusal

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
    former = stack.get("submitKey")
    if key == former:
        raise Failed(f"the secret {KEY} is the key in use; put the new one in, then run it again")
    version = int(stack.get("keyVersion") or "1") + (former is not None)
    branch = f"rotate/{stack.name}-v{version}"
    _git("switch", "--quiet", "--force-create", branch)
    stack.set("submitKey", key, "--secret")
    stack.set("keyVersion", str(version))
    title = f"Rotate the Submit API key of {stack.name} to version {version}"
    _git(*_AUTHOR, "commit", "--quiet", "--message", title, "--", str(stack.settings))
    # Force: the branch is this command's own, and an attempt that failed may have left one.
    _git("push", "--quiet", "--force", "origin", branch)
    body = (
        f"Version {version} has fingerprint `{fingerprint(key)}`; the key is encrypted with the"
        " stack's own KMS key.\n\nMerging it rotates: the key is proved by one test request"
        " before anybody gets it. The preview comment says what changes.\n"
    )
    return Repository().pull_request(branch, base, title, body)


def _git(*arguments: str) -> None:
    done = subprocess.run(
        ["git", *arguments],
        env={**os.environ, **_credentials()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = [each for each in arguments if not each.startswith("-")]
        raise Failed(f"git {' '.join(words[-2:])} failed; see the permissions of the token")


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
