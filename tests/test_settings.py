"""Every wrong setting is refused in one line that names it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.key_material import fingerprint
from components.settings import Settings, read_settings
from tests.conftest import KEY, configure


def read(**settings: Any) -> Settings:
    configure(**{"submitKey": KEY, **settings})
    return read_settings(pulumi.Config("submit-key"), "test")


def test_the_key_alone_is_enough_and_every_default_is_the_safe_one() -> None:
    settings = read()

    assert settings.environment == "production"
    assert settings.key_version == 1
    assert settings.base_url == "https://submit.atomyx.io/api"
    assert settings.store.name == "submit-key/test"
    assert settings.store.recovery_window_in_days == 30
    assert settings.access.readers == ()
    assert settings.github.repositories == ()
    assert settings.fingerprint == fingerprint(KEY)


def test_the_key_is_a_secret_output_and_nothing_shows_it() -> None:
    settings = read()

    assert isinstance(settings.key, pulumi.Output)
    assert KEY not in repr(settings)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no key": ({"submitKey": ""}, "submit-key:submitKey: is empty"),
    "a key with a newline": ({"submitKey": KEY + "\n"}, "submitKey: contains white space"),
    "a version that is no number": ({"keyVersion": "two"}, "submit-key:keyVersion: input should"),
    "version 0": ({"keyVersion": "0"}, "submit-key:keyVersion: input should be greater"),
    "half a version": ({"keyVersion": "1.5"}, "submit-key:keyVersion: input should"),
    "plain http": ({"baseUrl": "http://submit.atomyx.io/api"}, "submit-key:baseUrl: is not https"),
    "a stranger's host": ({"baseUrl": "https://evil.example/api"}, "submit-key:baseUrl: names"),
    "another environment": ({"environment": "prod"}, "environment: input should be 'development'"),
    "a misspelt setting": (
        {"keyVersoin": "2"},
        "submit-key:keyVersoin: is not a setting; the settings are: submitKey,",
    ),
    "half a stack's name": (
        {"siblings": ["staging"]},
        "siblings.0: is not the full name of a stack",
    ),
    "an unknown option": (
        {"github": {"repos": ["alpha"]}},
        "github.repos: is not an option; the options of github are: repositories, secretName,",
    ),
    "an owner in the repository": (
        {"github": {"repositories": ["alpha", "acme/alpha"]}},
        "github.repositories.1: is not a bare repository name",
    ),
    "an empty repository": ({"github": {"repositories": [""]}}, "repositories.0: is not a bare"),
    "a dot for a repository": ({"github": {"repositories": [".."]}}, "repositories.0: is not"),
    "a repository twice": ({"github": {"repositories": ["a", "A"]}}, "names one thing twice"),
    "a reserved secret name": (
        {"github": {"secretName": "github_key"}},
        "github.secretName: is not a name GitHub accepts",
    ),
    "a role with a path": ({"access": {"readers": ["app/reader"]}}, "access.readers.0: is not the"),
    "text for a list": ({"access": {"readers": "reader"}}, "access.readers: input should be a"),
    "a secret name with a blank": ({"store": {"name": "my key"}}, "store.name: is not a Secrets"),
    "a recovery window AWS does not know": (
        {"store": {"recoveryWindowInDays": 3}},
        "store.recoveryWindowInDays: is neither 0 nor 7 to 30",
    ),
    "text for an object": ({"store": "my-key"}, "submit-key:store: is not an object"),
    "a list for an object": ({"store": ["my-key"]}, "submit-key:store: input should be"),
}


@pytest.mark.parametrize(("settings", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_refused_in_one_line_by_name(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        read(**settings)

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "; " in str(refused.value), "it names no way out"


@pytest.mark.parametrize("name", ["baseUrl", "environment", "store", "keyVersion"])
def test_a_key_pasted_into_another_setting_is_not_shown(name: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        read(**{name: KEY})

    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"github": {"repositories": [KEY + "!"]}},
        {"access": {"readers": [KEY + "!"]}},
        {"store": {"name": KEY + "!"}},
    ],
)
def test_a_key_pasted_into_an_object_is_not_shown(settings: dict[str, Any]) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        read(**settings)

    assert KEY not in str(refused.value)
