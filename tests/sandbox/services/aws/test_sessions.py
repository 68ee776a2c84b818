"""The stand-in of AWS gives no session longer than the role allows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import Client

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def ask(client: Client, role: str, seconds: int) -> Any:
    return client("sts").assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::123456789012:role/{role}",
        RoleSessionName="test",
        WebIdentityToken="a-token",
        DurationSeconds=seconds,
    )["Credentials"]


def test_a_session_lasts_an_hour_unless_the_role_says_more(client: Client) -> None:
    iam = client("iam")
    iam.create_role(RoleName="usual", AssumeRolePolicyDocument=TRUST, Description="Kept")
    iam.create_role(RoleName="long", AssumeRolePolicyDocument=TRUST, MaxSessionDuration=7200)

    assert ask(client, "usual", 3600)
    assert ask(client, "long", 7200)
    with pytest.raises(ClientError, match=r"ValidationError.*exceeds the MaxSessionDuration"):
        ask(client, "usual", 3601)

    iam.update_role(RoleName="usual", MaxSessionDuration=7200)
    assert ask(client, "usual", 7200)
    assert iam.get_role(RoleName="usual")["Role"]["Description"] == "Kept"


def test_the_roles_of_the_start_give_an_hour(client: Client) -> None:
    with pytest.raises(ClientError, match="MaxSessionDuration"):
        ask(client, "submit-reader", 7200)
