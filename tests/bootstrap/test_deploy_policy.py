"""The roles of a bootstrapped environment may do what an update needs, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bootstrap.deploy_policy import bucket_policy, deploy_policy, preview_policy, trust_policy
from bootstrap.plan import Plan
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings
from components.aws.policy_document import INLINE_POLICIES_LIMIT, TRUST_POLICY_LIMIT
from components.store.settings import StoreSettings
from docs.examples import watch_rights
from sandbox.services.aws.policy import Principal, Right, decides
from tests.support.policy_documents import findings, listed

ACCOUNT = "123456789012"
SUBJECT = "token.actions.githubusercontent.com:sub"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{'0' * 8}-0000-0000-0000-{'0' * 12}"


def plan(name: str = "staging", **more: Any) -> Plan:
    given = {"account": ACCOUNT, "region": "eu-west-1", "repository": "acme/infra", **more}
    return Plan(name=name, **given)


def statements(document: str) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in json.loads(document)["Statement"]}


def actions(document: str) -> set[str]:
    allowed = [each for each in statements(document).values() if each["Effect"] == "Allow"]
    return {one for each in allowed for one in listed(each["Action"])}


def may(document: str, action: str, resource: str, **context: list[str]) -> bool:
    """Whether AWS would allow it, by the policy rules that the sandbox enforces."""
    said = {name.replace("_", ":", 1).lower(): value for name, value in context.items()}
    right = Right(action=action, resource=resource, context=said)
    role = Principal(arn=f"arn:aws:iam::{ACCOUNT}:role/any", account=ACCOUNT)
    return decides(statements(document).values(), right, role) is True


def test_a_deployment_may_do_whatever_the_rotator_and_the_watch_may() -> None:
    everything = StoreSettings.model_validate(
        {
            "name": "submit-key/staging",
            "kmsKey": "new",
            "replicas": [{"region": "eu-central-1", "kmsKeyArn": KEY.replace("west", "central")}],
            "parameter": "/submit-key/staging/key",
            "baseUrlParameter": "/submit-key/staging/base-url",
        }
    )
    access = AccessSettings.model_validate(
        {"readers": ["app"], "deploy": {"repository": "acme/infra", "environment": "staging"}}
    )
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:submit-key/staging-AbCdEf"
    readers = [f"arn:aws:iam::{ACCOUNT}:role/app"]
    found = readable(everything, secret, KEY)
    rotator = rotator_policy(
        rotated("submit-key-staging", everything, access.deploy, readers, found)
    )

    own = actions(deploy_policy(plan()))

    assert actions(rotator) - own == set()
    assert actions(watch_rights()) - own == set()
    for each in statements(rotator).values():
        condition = each.get("Condition", {})
        context = {
            name.replace(":", "_", 1): [value] if isinstance(value, str) else value[:1]
            for block in condition.values()
            for name, value in block.items()
        }
        for action in actions(json.dumps({"Statement": [each]})):
            for one in listed(each["Resource"]):
                assert may(deploy_policy(plan()), action, one, **context), f"{action} {one}"


def test_only_jobs_of_the_named_environment_of_the_repository_take_a_role() -> None:
    [statement] = statements(trust_policy(plan(), "staging")).values()

    wanted = statement["Condition"]["StringEquals"]
    assert wanted[SUBJECT] == "repo:acme/infra:environment:staging"
    assert wanted["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_a_preview_can_change_nothing_and_sees_what_an_update_sees() -> None:
    previewed, deployed = actions(preview_policy(plan())), actions(deploy_policy(plan()))

    def looks(action: str) -> bool:
        return action.partition(":")[2].startswith(("Get", "List", "Describe", "Decrypt"))

    assert all(map(looks, previewed))
    assert previewed == set(filter(looks, deployed))


def test_a_deployment_writes_the_state_of_its_own_stack_alone() -> None:
    resources = statements(deploy_policy(plan()))["WriteState"]["Resource"]

    assert resources == [
        "arn:aws:s3:::submit-key-state-123456789012-eu-west-1/.pulumi/*/submit-key/staging.json*",
        "arn:aws:s3:::submit-key-state-123456789012-eu-west-1/.pulumi/*/submit-key/staging/*",
    ]


def test_a_deployment_can_give_no_role_any_right_but_the_readers_and_itself_none() -> None:
    policy, reader = deploy_policy(plan()), f"arn:aws:iam::{ACCOUNT}:policy/submit-key-staging-"

    def attaches(role: str, which: str) -> bool:
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        return may(policy, "iam:AttachRolePolicy", arn, iam_PolicyARN=[reader + which])

    assert attaches("app", "reader")
    assert not attaches("app", "rotator")
    assert not may(policy, "iam:CreatePolicyVersion", f"{reader}rotator")
    for own in ("submit-key-deploy-staging", "submit-key-preview-dev", "submit-key-dev-deploy"):
        assert not attaches(own, "reader")
    assert "iam:PutRolePolicy" not in policy


def test_a_deployment_keeps_its_own_keys_and_touches_nobody_elses() -> None:
    policy, key = deploy_policy(plan()), KEY

    def removes(*aliases: str) -> bool:
        said = {"kms_ResourceAliases": list(aliases)} if aliases else {}
        return may(policy, "kms:ScheduleKeyDeletion", key, **said)

    assert removes("alias/submit-key/staging")
    assert removes(), "the key of the alarms has no alias"
    assert not removes("alias/submit-key-staging"), "the key of the state"
    assert not removes("alias/submit-key/staging", "alias/payroll")
    assert not may(
        policy, "kms:CreateAlias", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/submit-key-dev"
    )


def test_a_deployment_touches_nothing_of_another_environment() -> None:
    policy, near = deploy_policy(plan()), f"eu-west-1:{ACCOUNT}"

    for action, resource in {
        "secretsmanager:GetSecretValue": f"arn:aws:secretsmanager:{near}:secret:submit-key/dev-AbC",
        "ssm:PutParameter": f"arn:aws:ssm:{near}:parameter/submit-key/%s/key",
        "cloudwatch:DeleteAlarms": f"arn:aws:cloudwatch:{near}:alarm:submit-key-%s-overdue",
        "sns:DeleteTopic": f"arn:aws:sns:{near}:submit-key-%s-alarms",
        "s3:PutObject": "arn:aws:s3:::record/organization/submit-key/%s/2026.json",
    }.items():
        own = resource.replace("dev-AbC", "staging-AbCdEf").replace("%s", "staging")
        assert may(policy, action, own), own
        assert not may(policy, action, resource.replace("%s", "dev")), resource


def test_the_secrets_of_a_sibling_can_be_decrypted_only_where_it_is_named() -> None:
    def decrypts(**more: Any) -> bool:
        policy = deploy_policy(plan(**more))
        return may(policy, "kms:Decrypt", KEY, kms_ResourceAliases=["alias/submit-key-dev"])

    assert not decrypts()
    assert decrypts(siblings=("dev",))


@pytest.mark.parametrize("document", [deploy_policy, preview_policy])
def test_the_documents_are_on_resources_that_aws_gives_the_actions(document: Any) -> None:
    # The linter's list of condition keys does not know those for aliases yet.
    found = [each for each in findings(document(plan())) if "kms:ResourceAliases" not in each]

    assert found == []


@pytest.mark.parametrize("region", ["eu-west-1", "cn-northwest-1", "us-gov-west-1"])
def test_the_documents_fit_a_role_of_the_longest_name(region: str) -> None:
    partition = {"cn": "aws-cn", "us": "aws-us-gov"}.get(region[:2], "aws")
    names = [letter * 31 for letter in "abcd"]
    long = plan(
        names[0],
        region=region,
        siblings=names[1:],
        key_environment="staging",
    )

    assert len(deploy_policy(long)) < INLINE_POLICIES_LIMIT
    assert len(trust_policy(long, f"{long.name}-preview")) < TRUST_POLICY_LIMIT
    assert f"arn:{partition}:" in deploy_policy(long)
    assert partition == "aws" or "arn:aws:" not in deploy_policy(long)


def test_the_state_is_never_sent_without_tls() -> None:
    [statement] = statements(bucket_policy(plan())).values()

    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
