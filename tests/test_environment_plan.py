"""What the roles of a bootstrapped environment may do, and what its parts are called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from environments.deploy_policy import bucket_policy, deploy_policy, preview_policy, trust_policy
from environments.plan import Plan, Refused

SUBJECT = "token.actions.githubusercontent.com:sub"


def plan(name: str = "staging", **more: Any) -> Plan:
    given = {"account": "123456789012", "region": "eu-west-1", "repository": "acme/infra", **more}
    return Plan(name=name, **given)


def statements(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in document["Statement"]}


def test_only_jobs_of_the_named_environment_of_the_repository_take_a_role() -> None:
    [statement] = trust_policy(plan(), "staging")["Statement"]

    wanted = statement["Condition"]["StringEquals"]
    assert wanted[SUBJECT] == "repo:acme/infra:environment:staging"
    assert wanted["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_a_preview_can_change_nothing() -> None:
    verbs = {
        action.partition(":")[2]
        for statement in preview_policy(plan())["Statement"]
        for action in statement["Action"]
    }

    assert all(verb.startswith(("Get", "List", "Describe", "Decrypt")) for verb in verbs), verbs


def test_a_deployment_writes_the_state_of_its_own_stack_alone() -> None:
    resources = statements(deploy_policy(plan()))["WriteState"]["Resource"]

    assert resources == [
        "arn:aws:s3:::submit-key-state-123456789012-eu-west-1/.pulumi/*/submit-key/staging.json*",
        "arn:aws:s3:::submit-key-state-123456789012-eu-west-1/.pulumi/*/submit-key/staging/*",
    ]


def test_a_deployment_cannot_give_a_role_any_right_but_the_readers() -> None:
    attach = statements(deploy_policy(plan()))["Attach"]

    own = {"iam:PolicyARN": "arn:aws:iam::123456789012:policy/reader-*"}
    assert attach["Condition"] == {"ArnLike": own}
    assert "iam:PutRolePolicy" not in json.dumps(deploy_policy(plan()))


def test_the_secrets_of_a_sibling_can_be_decrypted_only_where_it_is_named() -> None:
    alone = statements(deploy_policy(plan()))["Decrypt"]["Condition"]
    told = statements(deploy_policy(plan(siblings=("dev",))))["Decrypt"]["Condition"]

    assert alone == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/submit-key-staging"]}
    }
    assert "alias/submit-key-dev" in str(told)


@pytest.mark.parametrize("siblings", [(), ("dev", "production")])
def test_the_documents_fit_an_inline_policy(siblings: tuple[str, ...]) -> None:
    assert len(json.dumps(deploy_policy(plan(siblings=siblings)))) < 10240


def test_the_state_is_never_sent_without_tls() -> None:
    [statement] = bucket_policy(plan())["Statement"]

    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize(
    ("name", "environment"),
    [("dev", "development"), ("prod", "production"), ("staging", "staging")],
)
def test_the_name_tells_which_keys_an_environment_takes(name: str, environment: str) -> None:
    assert plan(name).environment == environment


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "Staging"}, "NAME is not"),
        ({"name": ""}, "NAME is not"),
        ({"name": "blue"}, "add ENVIRONMENT="),
        ({"repository": "infra"}, "REPOSITORY is not owner/name"),
        ({"siblings": ("a b",)}, "NAME is not"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        plan(**given)


def test_another_service_than_aws_is_reached_by_its_address() -> None:
    backend = plan(endpoint="http://127.0.0.1:9000").backend

    assert "endpoint=127.0.0.1%3A9000" in backend
    assert "disableSSL=true" in backend
    assert "endpoint" not in plan().backend
