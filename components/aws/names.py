"""Pure: names in AWS that are made from the names of stacks, components and secrets.

Source: the API references, for what a name may have: SNS CreateTopic, CloudWatch PutDashboard, KMS
CreateAlias (none of them takes a dot), IAM CreateRole and CreatePolicy.
"""

from __future__ import annotations

import hashlib
import re

_HASH = 8
"""Digits of a name's hash."""
_ALIAS = "alias/"
_OF_IAM = r"\w+=,.@-"
_OF_WATCH = "A-Za-z0-9_-"
_OF_ALIAS = "A-Za-z0-9/_-"
"""The characters that IAM, SNS with CloudWatch's dashboards, and KMS take."""


def fitting(text: str, takes: str, longest: int) -> str:
    """The text, where AWS takes it as a name; else one that AWS takes and that only this text gets.

    `takes` are the characters of a regular expression's set, and `longest` is a number of them. The
    name that is made has `-` for each other character, is cut, and ends in a hash of the text.
    """
    name = re.sub(f"[^{takes}]", "-", text, flags=re.ASCII)
    if name == text and len(name) <= longest:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_HASH]
    return f"{name[: longest - _HASH - 1]}-{digest}"


def iam_name(prefix: str, part: str) -> str:
    """The name of a role or a policy, up to 64 characters; a policy's might be longer."""
    return f"{fitting(prefix, _OF_IAM, 64 - len(f'-{part}'))}-{part}"


def watch_prefix(prefix: str) -> str:
    """How the names of the topic, the dashboard, the alarms and the filters begin.

    A dashboard's may have 255 characters, and the longest end is `-failed-authentication-persists`.
    """
    return fitting(prefix, _OF_WATCH, 200)


def alias_name(secret_name: str) -> str:
    """The name of a KMS key's alias; AWS keeps those that begin with `alias/aws/` for itself."""
    # A colon is in no secret's name, so this is no other secret's alias.
    own = f":{secret_name}" if secret_name.startswith("aws/") else secret_name
    return f"{_ALIAS}{fitting(own, _OF_ALIAS, 256 - len(_ALIAS))}"
