"""`verify`: checks for drift and asks about the keys; one issue tells what is wrong."""

from __future__ import annotations

from ci.github import Repository
from ci.precedence import hidden
from ci.refresh_report import problems
from ci.stack import Stack
from components.key.evidence import confirm_works
from components.key.inquiry import Unproved
from components.retirement.lifecycle import NOTHING
from components.submit_api.base_url import VENDOR_BASE_URL
from components.submit_api.client import SubmitApi


def verify(stack: Stack) -> list[str]:
    """What is wrong, in sentences. Only asks.

    The refresh asks about the former keys. The current key is asked about here, because a refresh
    says nothing when the answer is unclear, and an unclear answer must not pass.
    """
    found = problems(stack.refreshed())
    is_known, outputs = stack.json("stack", "output")
    if not is_known:
        found.append("the stack has no outputs: it was never up, or its state cannot be read")
    elif outputs.get("nextStep", NOTHING) != NOTHING:
        found.append(f"something is left to do: {outputs['nextStep']}")
    return [*found, *hidden(stack), *_current_key(stack)]


def _current_key(stack: Stack) -> list[str]:
    key, base_url = stack.get("submitKey"), stack.get("baseUrl") or VENDOR_BASE_URL
    if key is None:
        return ["the settings cannot be decrypted, so the current key was not asked about"]
    try:
        confirm_works(SubmitApi(base_url=base_url.rstrip("/")), key, external_id=None)
    except Unproved as fault:
        return [f"the current key is not proved to work: {fault}"]
    return []


def tell(stack: Stack, found: list[str]) -> None:
    """Open or renew this stack's issue; close it if nothing is wrong."""
    mark = f"<!-- submit-key verify {stack.name} -->"
    repository = Repository()
    if found:
        body = "\n".join(["The scheduled check found:", "", *(f"- {each}" for each in found)])
        repository.issue(mark, f"Submit API key of {stack.name}: look at it", f"{body}\n")
    else:
        repository.close_issue(mark)
