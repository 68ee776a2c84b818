"""Pure: the rule that the key is in secret stores only.

Source: the vendor's page "Getting an API Key" ("Do not expose API keys in", "Recommended storage").
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

STACK = "pulumi:pulumi:Stack"
_SHORTEST_KEY = 8
"""A shorter text, or one with a blank, is not taken for a key."""
_GITHUB_SECRET = ("value", "valueEncrypted", "plaintextValue", "encryptedValue")
STORES: Mapping[str, tuple[str, ...]] = {
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretString", "secretStringWo"),
    "github:index/actionsSecret:ActionsSecret": _GITHUB_SECRET,
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": _GITHUB_SECRET,
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": _GITHUB_SECRET,
    "github:index/dependabotSecret:DependabotSecret": _GITHUB_SECRET,
    "github:index/codespacesSecret:CodespacesSecret": _GITHUB_SECRET,
    "pulumi-python:dynamic/submit:KeyLedger": ("keys",),
    "pulumi-python:dynamic/submit:KeyProof": ("key",),
    "pulumi-python:dynamic/submit:KeyRetirement": ("keys",),
    "pulumi-python:dynamic/submit:KeyGuard": ("keys",),
    "pulumi:providers:pulumi-python": ("submit-key:submitKey",),
}
"""The properties that may hold the key, by type. Those of `pulumi-python` are encrypted in the
state; the engine gives a dynamic provider the stack's settings."""
PARAMETER = "aws:ssm/parameter:Parameter"
_SECURE = ("value", "valueWo")


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A resource as the program registered it."""

    type: str
    name: str
    urn: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A key where it must not be. The sentence never has the key in it."""

    urn: str
    sentence: str


def misplaced_keys(resources: Sequence[Registered]) -> list[Found]:
    """Every property outside the secret stores that contains a key from one of the stores."""
    keys = {form for each in resources for key in _keys_of(each) for form in _forms(key)}
    return [
        Found(urn=each.urn, sentence=_sentence(each, path))
        for each in resources
        for path, text in _texts(each.properties)
        if path[0] not in _allowed(each) and any(key in text for key in keys)
    ]


def _allowed(resource: Registered) -> tuple[str, ...]:
    if resource.type == PARAMETER:
        return _SECURE if resource.properties.get("type") == "SecureString" else ()
    return STORES.get(resource.type, ())


def _keys_of(resource: Registered) -> Iterator[str]:
    kept = {name: resource.properties.get(name) for name in _allowed(resource)}
    for text in _values(kept):
        key = _inside(text)
        if len(key) >= _SHORTEST_KEY and not any(character.isspace() for character in key):
            yield key


def _inside(text: str) -> str:
    """The key in a JSON text; the text itself if it is no JSON."""
    try:
        return str(json.loads(text)["apiKey"])
    except (ValueError, KeyError, TypeError):
        return text


def _forms(key: str) -> set[str]:
    """The key as it is, in a URL, and in Base64 at each of the three possible offsets."""
    forms = {key, quote(key, safe="")}
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + key.encode()).decode().rstrip("=")
        forms.add(coded[(shift * 8 + 5) // 6 : -1])
    return forms


def _values(value: Any) -> Iterator[str]:
    return (text for path, text in _texts(value) if path[-1] != text)


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _texts(part, (*path, str(name)))
            yield (*path, str(name)), str(name)
    elif isinstance(value, Sequence):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, str(number)))


_VARIABLE = "a plain GitHub variable"
_WORDS: Mapping[str, str] = {
    "github:index/actionsVariable:ActionsVariable": _VARIABLE,
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": _VARIABLE,
    "github:index/actionsOrganizationVariable:ActionsOrganizationVariable": _VARIABLE,
    "aws:lambda/function:Function": "a Lambda environment; give it the secret's ARN",
    "aws:ecs/taskDefinition:TaskDefinition": "a task definition; use secrets with valueFrom",
    PARAMETER: "a parameter that is not a SecureString",
    STACK: "a stack output",
}


def _sentence(resource: Registered, path: tuple[str, ...]) -> str:
    where = path[0]
    if any("callback" in part.lower() for part in path):
        return f"{where} of {resource.name} puts the key into callback settings"
    words = _WORDS.get(resource.type, "a property that is no secret store")
    return f"{where} of {resource.name} shows the key in {words}"
