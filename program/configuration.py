"""Reads the stack's configuration; nothing else does. Refuses a wrong setting by name."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from components.key.material import refuse_key
from components.refusal import Refusal
from components.section import Section, is_object_or_list, section_in
from components.settings import KEY_SETTING, StackSettings, accepted

_FIELDS = {str(field.alias): field for field in StackSettings.model_fields.values()}


def read_settings(config: pulumi.Config, stack: str) -> StackSettings:
    """Read and check every setting; the key is checked but not returned.

    Raises:
        pulumi.RunError: one line with the setting, the shape of its value and the way out. Preview
            shows it already, without a traceback, before anything changes.
    """
    try:
        _refuse_unknown(config)
        key = config.get(KEY_SETTING) or ""
        refuse_key(key)
        _refuse_shown(config, key)
        return accepted(_settings(config, stack), home())
    except Refusal as refusal:
        raise pulumi.RunError(f"{config.name}:{refusal}") from None


def home() -> str | None:
    """The AWS region from where the aws provider takes it, too: settings, then environment."""
    named = pulumi.Config("aws").get("region")
    return named or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def account() -> str | None:
    """The GitHub account, in the provider's order of precedence; None if it is the token's own."""
    config, environment = pulumi.Config("github").get, os.environ.get
    organization = config("organization") or environment("GITHUB_ORGANIZATION")
    return organization or environment("GITHUB_OWNER") or config("owner")


def _refuse_unknown(config: pulumi.Config) -> None:
    known = (KEY_SETTING, *_FIELDS)
    for name in CONFIG.get():
        space, _, setting = name.partition(":")
        if space == config.name and setting not in known:
            raise Refusal(setting, "is not a setting", f"the settings are: {', '.join(known)}")


def _refuse_shown(config: pulumi.Config, key: str) -> None:
    """Refuse any other setting that contains the key: they are stored in plain text."""
    for name in _FIELDS:
        if key in (config.get(name) or ""):
            shape = "contains the key"
            raise Refusal(name, shape, "take it out; the key is exposed: revoke it in Atomyx Vault")


def _settings(config: pulumi.Config, stack: str) -> StackSettings:
    given = {name: value for name in _FIELDS if (value := _value(config, name)) is not None}
    store = given.setdefault("store", {})
    if isinstance(store, dict):
        store.setdefault("name", f"submit-key/{stack}")
    try:
        return StackSettings.model_validate(given)
    except ValidationError as invalid:
        raise _refusal(invalid.errors(include_url=False)[0]) from None


def _value(config: pulumi.Config, name: str) -> Any:
    text = config.get(name)
    if text is None or not is_object_or_list(_FIELDS[name].annotation):
        return text
    try:
        return json.loads(text)
    except ValueError:
        shape = f"is not an object or a list ({len(text)} characters)"
        way_out = f"set its parts with: pulumi config set --path '{name}.…'"
        raise Refusal(name, shape, way_out) from None


def _refusal(error: ErrorDetails) -> Refusal:
    path = [str(part) for part in error["loc"]]
    setting = ".".join(path)
    if error["type"] == "extra_forbidden":
        of, options = ".".join(path[:-1]), ", ".join(_options(path[:-1]))
        return Refusal(setting, "is not an option", f"the options of {of} are: {options}")
    words = error["msg"].removeprefix("Value error, ")
    return Refusal(setting, words[0].lower() + words[1:], "correct it in the stack's settings")


def _options(path: Sequence[str]) -> list[str]:
    """The options of the settings object at a path; a number there is a list index."""
    section: type[Section] = StackSettings
    for name in path:
        if not name.isdecimal():
            fields = {field.alias: field.annotation for field in section.model_fields.values()}
            section = section_in(fields[name]) or section
    return [str(field.alias) for field in section.model_fields.values()]
