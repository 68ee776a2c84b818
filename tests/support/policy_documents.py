"""Reads policy documents in tests, and runs a linter over them."""

from __future__ import annotations

import functools
import importlib
import json
import warnings
from collections.abc import Iterator
from typing import Any

from components.aws.arn import partition_of

ACCOUNT = "123456789012"
KEY_ID = "key/1234abcd-12ab-34cd-56ef-1234567890ab"


def statements(text: str) -> Iterator[dict[str, Any]]:
    yield from json.loads(text)["Statement"]


def listed(item: str | list[str]) -> list[str]:
    return [item] if isinstance(item, str) else item


def granted(text: str) -> set[str]:
    """The actions that a policy allows."""
    return {action for each in statements(text) for action in listed(each["Action"])}


@functools.cache
def _linter() -> Any:
    """The linter, loaded only when needed, since that takes half a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the linter does not close its data files
        return importlib.import_module("parliament")


def findings(text: str, *, guess: bool = False) -> list[str]:
    """The findings of the linter parliament; with `guess`, also those of its heuristics.

    Findings about two kinds of policy are dropped, because it does not know them: trust policies,
    which have no Resource, and key policies, where "*" is the key itself (AWS KMS Developer Guide,
    "Key policies").
    """
    policy = _linter().analyze_policy_string(text, include_community_auditors=guess)
    said = [f"{found.issue} {found.detail}" for found in policy.findings]
    unknown: tuple[str, ...] = ()
    if "AssumeRoleWithWebIdentity" in text:
        unknown = ("UNKNOWN_FEDERATION_SOURCE", "MALFORMED Statement contains neither Resource")
    if "TheAccountAdministers" in text:
        unknown = ("RESOURCE_STAR",)
    return [each for each in said if not (unknown and each.startswith(unknown))]


def secret(region: str = "eu-west-1") -> str:
    partition = partition_of(region)
    return f"arn:{partition}:secretsmanager:{region}:{ACCOUNT}:secret:x-AbCdEf"
