"""Every wrong setting is refused in one line that names it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.settings import StackSettings
from program.configuration import read_settings
from tests.conftest import KEY, configure


def read(**settings: Any) -> StackSettings:
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


def test_the_settings_hold_no_key() -> None:
    assert KEY not in repr(read())
    assert KEY not in str(vars(read()))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no key": ({"submitKey": ""}, "submit-key:submitKey: is empty"),
    "a key with a newline": ({"submitKey": KEY + "\n"}, "submitKey: contains white space"),
    "a version that is no number": ({"keyVersion": "two"}, "submit-key:keyVersion: input should"),
    "a deadline that never comes": (
        {"retirement": {"deadlineSeconds": 10**12}},
        "submit-key:retirement.deadlineSeconds: input should be less than or equal to 315360000",
    ),
    "a drain that never ends": (
        {"retirement": {"drainSeconds": 315_360_001}},
        "submit-key:retirement.drainSeconds: input should be less than or equal to 315360000",
    ),
    "an exposed version that no key can have": ({"exposed": str(10**400)}, "exposed: "),
    "failures that no minute has": (
        {"monitor": {"failuresPerMinute": 10**400}},
        "monitor.failuresPerMinute: ",
    ),
    "an allowed host with a port": (
        {"allowedHosts": ["proxy.example.com:8443"]},
        "allowedHosts.0: is not a host name alone",
    ),
    "an allowed host with a scheme": (
        {"allowedHosts": ["https://proxy.example.com"]},
        "allowedHosts.0: is not a host name alone",
    ),
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
        "github.repos: is not an option; the options of github are: repositories, environments,",
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
    "an environment twice": (
        {"github": {"environments": [{"name": n, "repositories": ["a"]} for n in ("x", "X")]}},
        "github.environments: names one environment of a repository twice",
    ),
    "an environment without a name": (
        {"github": {"environments": [{"repositories": ["a"]}]}},
        "github.environments.0.name: field required",
    ),
    "a selection of no repository": (
        {"github": {"organization": {"visibility": "selected"}}},
        "github.organization: names repositories without visibility selected, or the reverse",
    ),
    "a visibility GitHub does not know": (
        {"github": {"organization": {"visibility": "public"}}},
        "github.organization.visibility: input should be 'all', 'private' or 'selected'",
    ),
    "a role with a path": ({"access": {"readers": ["app/reader"]}}, "access.readers.0: is not the"),
    "text for a list": ({"access": {"readers": "reader"}}, "access.readers: input should be a"),
    "a secret name with a blank": ({"store": {"name": "my key"}}, "store.name: is not a Secrets"),
    "a recovery window AWS does not know": (
        {"store": {"recoveryWindowInDays": 3}},
        "store.recoveryWindowInDays: is neither 0 nor 7 to 30",
    ),
    "a role's ARN that is none": (
        {"access": {"readers": ["arn:aws:iam::1:role/x"]}},
        "access.readers.0: is not the name of an IAM role",
    ),
    "one role twice": (
        {"access": {"readers": ["x", "arn:aws:iam::123456789012:role/x"]}},
        "access.readers: names one thing twice",
    ),
    "everybody": ({"access": {"onlyPrincipals": ["*"]}}, "onlyPrincipals.0: is not the ARN"),
    "a wildcard branch": (
        {"access": {"deploy": {"repository": "acme/alpha", "branch": "*"}}},
        "access.deploy.branch: is not the plain name of a branch",
    ),
    "a deploy role for every job": (
        {"access": {"deploy": {"repository": "acme/alpha"}}},
        "access.deploy: needs one of environment and branch",
    ),
    "a repository without its owner": (
        {"access": {"deploy": {"repository": "alpha", "branch": "main"}}},
        "access.deploy.repository: is not owner/name",
    ),
    "a KMS key by alias": (
        {"store": {"kmsKey": "alias/x"}},
        "store.kmsKey: is not aws-managed, new or the ARN of a KMS key",
    ),
    "a KMS key of another region": (
        {"store": {"kmsKey": f"arn:aws:kms:us-east-1:123456789012:key/{'0' * 36}"}},
        "store.kmsKey: is a KMS key of us-east-1, but encrypts in eu-west-1",
    ),
    "a replica's key of another region": (
        {
            "store": {
                "replicas": [
                    {
                        "region": "us-east-1",
                        "kmsKeyArn": f"arn:aws:kms:eu-west-1:123456789012:key/{'0' * 36}",
                    }
                ]
            }
        },
        "store.replicas.0.kmsKeyArn: is a KMS key of eu-west-1, but encrypts in us-east-1",
    ),
    "a replica at home": (
        {"store": {"replicas": [{"region": "eu-west-1"}]}},
        "store.replicas.0.region: is eu-west-1, where the secret itself is",
    ),
    "a region twice": (
        {"store": {"replicas": [{"region": "us-east-1"}, {"region": "us-east-1"}]}},
        "store.replicas: names a region twice",
    ),
    "no region": (
        {"store": {"replicas": [{"region": "Ireland"}]}},
        "store.replicas.0.region: is not a region",
    ),
    "a replica in another partition": (
        {"store": {"replicas": [{"region": "cn-north-1"}]}},
        "store.replicas.0.region: is cn-north-1, in another partition",
    ),
    "a role of another partition": (
        {"access": {"readers": ["arn:aws-cn:iam::123456789012:role/x"]}},
        "access.readers.0: is an ARN of another partition",
    ),
    "one parameter for two": (
        {"store": {"parameter": "/x", "baseUrlParameter": "/x"}},
        "store.baseUrlParameter: is the name of store.parameter",
    ),
    "a parameter of AWS's own": ({"store": {"parameter": "/aws/x"}}, "store.parameter: is not a S"),
    "another shape": ({"store": {"shape": "yaml"}}, "store.shape: input should be 'plain' or"),
    "a tag of AWS's own": ({"store": {"tags": {"aws:x": "y"}}}, "store.tags.aws:x"),
    "text for an object": ({"store": "my-key"}, "submit-key:store: is not an object"),
    "a list for an object": ({"store": ["my-key"]}, "submit-key:store: input should be"),
}


@pytest.mark.parametrize(("settings", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_refused_in_one_line_by_name(
    settings: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with pytest.raises(pulumi.RunError) as refused:
        read(**settings)

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "; " in str(refused.value), "it names no way out"


def test_a_name_on_github_in_another_case_is_the_same_place() -> None:
    names = {"name": "Live", "repositories": ["Beta"]}
    github = {"repositories": ["Alpha"], "environments": [names], "secretName": "submit_key"}

    settings = read(github=github).github

    assert settings.repositories == ("alpha",)
    assert (settings.environments[0].name, settings.environments[0].repositories) == (
        "live",
        ("beta",),
    )
    assert settings.secret_name == "SUBMIT_KEY"


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
        {"store": {"description": f"holds {KEY}"}},
        {"store": {"tags": {"note": KEY}}},
    ],
)
def test_a_key_pasted_into_an_object_is_not_shown(settings: dict[str, Any]) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        read(**settings)

    assert KEY not in str(refused.value)
