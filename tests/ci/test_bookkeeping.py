"""A refresh names what somebody changed, and nothing that AWS or the provider moves by itself."""

from __future__ import annotations

from typing import Any

import pytest

from ci.preview_steps import STORE
from ci.refresh_report import problems

POLICY, ROLE = "aws:iam/policy:Policy", "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
OURS, THEIRS = "arn:aws:iam::123456789012:policy/ours", "arn:aws:iam::123456789012:policy/theirs"
ATTACHED = {"role": "deployer", "policyArn": OURS}


def copies(status: str, key: str | None = None) -> dict[str, Any]:
    own = {"kmsKeyId": key, "status": status, "statusMessage": status}
    return {"replicas": [{"region": "eu-central-1", **own}]}


def step(type_: str, old: Any, new: Any) -> dict[str, Any]:
    return {
        "urn": f"urn:pulumi:prod::submit-key::atomyx:submit:SubmitKey${type_}::it",
        "op": "refresh",
        "oldState": {"inputs": old, "outputs": old},
        "newState": new and {"inputs": old, "outputs": new},
    }


def told(type_: str, old: Any, new: Any) -> list[str]:
    return problems({"steps": [step(type_, old, new), step(ATTACHMENT, ATTACHED, ATTACHED)]})


@pytest.mark.parametrize(
    ("type_", "old", "new"),
    [
        (POLICY, {"attachmentCount": 0}, {"attachmentCount": 2}),
        (ROLE, {"name": "deployer"}, {"name": "deployer", "managedPolicyArns": [OURS]}),
        (SUBSCRIPTION, {"pendingConfirmation": True}, {"pendingConfirmation": False}),
        (STORE, copies("InProgress"), copies("InSync")),
        (STORE, {"policy": ""}, {"policy": "{}"}),
        (POLICY, {"__pulumi_raw_state_delta": {}}, {"__meta": "1"}),
        (POLICY, {"description": ""}, {"description": None}),
        (POLICY, {}, {"tags": {}, "tagsAll": {}}),
        (STORE, {"tags": {"a": "b"}}, {"tags": {"a": "b", "c": None}}),
        (STORE, {"forceOverwriteReplicaSecret": False}, {}),
    ],
)
def test_what_moves_by_itself_is_no_drift(type_: str, old: Any, new: Any) -> None:
    assert told(type_, old, new) == []


@pytest.mark.parametrize(
    ("type_", "old", "new", "name"),
    [
        (POLICY, {"policy": "1"}, {"policy": "2"}, "policy"),
        (ROLE, {"name": "deployer"}, {"name": "deployer", "managedPolicyArns": [OURS, THEIRS]}, ""),
        (SUBSCRIPTION, {"endpoint": "a@b.c"}, {"endpoint": "d@e.f"}, "endpoint"),
        (STORE, copies("InSync"), copies("InSync", "arn:aws:kms:x"), "replicas"),
        (STORE, copies("InSync"), {"replicas": []}, "replicas"),
        (STORE, {"tags": {"a": "b"}}, {"tags": {}}, "tags"),
        (STORE, {"kmsKeyId": None}, {"kmsKeyId": "arn:aws:kms:x"}, "kmsKeyId"),
    ],
)
def test_what_somebody_changed_is_named(type_: str, old: Any, new: Any, name: str) -> None:
    assert told(type_, old, new) == [f"`it` was changed: {name or 'managedPolicyArns'}"]


def test_a_copy_that_aws_could_not_make_is_named_with_its_region() -> None:
    assert told(STORE, copies("InProgress"), copies("Failed")) == [
        "`it` could not be copied to eu-central-1; look at its replication in AWS"
    ]


def test_a_subscription_that_is_gone_says_how_it_comes_back() -> None:
    [said] = told(SUBSCRIPTION, {"endpoint": "a@b.c"}, None)

    assert said == (
        "`it` is gone: nobody confirmed it within 48 hours, or its owner left; run `pulumi refresh`"
        " and `pulumi up`, then confirm it"
    )
