"""An unchanged boto3 gets the answers of Secrets Manager that AWS gives."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import NAME, Client, current, labels, put


def test_the_first_version_becomes_current_besides_its_own_label(secrets: Any) -> None:
    version = put(secrets, "one", "KEY-V1")

    assert labels(secrets) == {version: {"KEY-V1", "AWSCURRENT"}}
    assert current(secrets) == "one"


def test_a_labelled_version_does_not_move_current(secrets: Any) -> None:
    first, second = put(secrets, "one"), put(secrets, "two", "KEY-V2")

    assert labels(secrets) == {first: {"AWSCURRENT"}, second: {"KEY-V2"}}
    assert current(secrets) == "one"


def test_the_former_current_version_keeps_its_own_label(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1", "AWSCURRENT")
    second = put(secrets, "two", "KEY-V2", "AWSCURRENT")

    assert labels(secrets) == {
        first: {"KEY-V1", "AWSPREVIOUS"},
        second: {"KEY-V2", "AWSCURRENT"},
    }


def test_a_label_put_with_current_leaves_its_old_version(secrets: Any) -> None:
    first = put(secrets, "one", "KEY", "AWSCURRENT")
    second = put(secrets, "two", "KEY", "AWSCURRENT")

    assert labels(secrets) == {first: {"AWSPREVIOUS"}, second: {"KEY", "AWSCURRENT"}}


def test_an_update_of_the_secret_moves_current_by_the_same_rule(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1")
    second = secrets.update_secret(SecretId=NAME, SecretString="two")["VersionId"]

    assert labels(secrets) == {first: {"KEY-V1", "AWSPREVIOUS"}, second: {"AWSCURRENT"}}
    secrets.update_secret(SecretId=NAME, Description="changed")
    assert current(secrets) == "two"


def test_current_moved_by_hand_is_what_a_reader_gets(secrets: Any) -> None:
    first, second = put(secrets, "one", "KEY-V1"), put(secrets, "two", "KEY-V2")
    secrets.update_secret_version_stage(
        SecretId=NAME,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=first,
        MoveToVersionId=second,
    )

    assert labels(secrets) == {
        first: {"KEY-V1", "AWSPREVIOUS"},
        second: {"KEY-V2", "AWSCURRENT"},
    }
    assert current(secrets) == "two"


def test_a_label_is_not_removed_from_a_version_that_has_it_not(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1")
    put(secrets, "two", "KEY-V2")

    with pytest.raises(ClientError, match="InvalidParameterException"):
        secrets.update_secret_version_stage(
            SecretId=NAME, VersionStage="KEY-V2", RemoveFromVersionId=first
        )


def test_a_version_without_labels_is_deprecated_but_still_readable(secrets: Any) -> None:
    first, second = put(secrets, "one"), put(secrets, "two", "KEY-V2")
    secrets.update_secret_version_stage(
        SecretId=NAME, VersionStage="KEY-V2", RemoveFromVersionId=second
    )

    def listed(**more: Any) -> set[str]:
        versions = secrets.list_secret_version_ids(SecretId=NAME, **more)["Versions"]
        return {each["VersionId"] for each in versions}

    assert set(labels(secrets)) == listed() == {first}
    assert listed(IncludeDeprecated=True) == {first, second}
    assert secrets.get_secret_value(SecretId=NAME, VersionId=second)["SecretString"] == "two"


def test_versions_of_an_unknown_secret_are_not_found(client: Client) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client("secretsmanager").list_secret_version_ids(SecretId="none")


def test_a_token_is_used_once_for_one_value(secrets: Any) -> None:
    token = "t" * 32
    for _ in range(2):
        secrets.put_secret_value(
            SecretId=NAME,
            SecretString="one",
            ClientRequestToken=token,
            VersionStages=["AWSPENDING"],
        )
    with pytest.raises(ClientError, match="ResourceExistsException"):
        secrets.put_secret_value(
            SecretId=NAME,
            SecretString="two",
            ClientRequestToken=token,
            VersionStages=["AWSPENDING"],
        )

    assert current(secrets) == "one"


def test_a_secret_has_at_most_twenty_labels(secrets: Any) -> None:
    for number in range(19):
        put(secrets, "x", f"KEY-V{number}")

    with pytest.raises(ClientError, match="LimitExceededException"):
        put(secrets, "x", "KEY-V19")


def test_a_secret_scheduled_for_deletion_takes_no_value_and_no_successor(secrets: Any) -> None:
    secrets.delete_secret(SecretId=NAME, RecoveryWindowInDays=7)

    with pytest.raises(ClientError, match=r"InvalidRequestException.*marked for deletion"):
        put(secrets, "one")
    with pytest.raises(ClientError, match=r"InvalidRequestException.*scheduled for deletion"):
        secrets.create_secret(Name=NAME)
