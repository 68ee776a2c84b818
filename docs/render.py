"""Renders the documents of a stack: the examples of these docs, or a stack's own.

`python -m docs.render` writes `docs/examples/` and `docs/watch-policy.json`.
`python -m docs.render STACK ACCOUNT` prints what the identity that runs `pulumi up` may do there,
from `Pulumi.STACK.yaml`, before the first update.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from components.access_settings import AccessSettings
from components.arn import Arn, partition_of, role_name
from components.github_settings import GithubSettings
from components.key_policy import key_policy
from components.place import refuse_misplaced
from components.policies import reader_policy, resource_policy
from components.references import (
    ecs_container,
    external_secret,
    github_workflow,
    lambda_environment,
)
from components.rotator_policy import rotator_policy
from components.scope import readable, rotated
from components.store_settings import StoreSettings
from components.trust_policy import ISSUER, subject, trust_policy
from components.watch_policy import Watched, watch_policy

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs" / "examples"
WATCH = ROOT / "docs" / "watch-policy.json"
ACCOUNT = "123456789012"
REGION = "eu-west-1"
BASE_URL = "https://submit.atomyx.io/api"
STORE = StoreSettings(name="submit-key/prod")
ACCESS = AccessSettings.model_validate(
    {
        "readers": ["submit-integration"],
        "deploy": {"repository": "your-organization/submit-key", "environment": "production"},
    }
)


def examples() -> dict[str, str]:
    """By file name: the text of each example."""
    secret = _secret(STORE, REGION, ACCOUNT)
    arn, github = f"{secret}-AbCdEf", GithubSettings()
    found = readable(STORE, arn, None)
    trusted = subject("your-organization/submit-key", environment="production", branch=None)
    issuer = secret.iam(f"oidc-provider/{ISSUER}")
    return {
        "ecs-container.json": _json(ecs_container(arn, BASE_URL, "plain")),
        "ecs-container-of-json.json": _json(ecs_container(arn, BASE_URL, "json")),
        "lambda-environment.json": _json(lambda_environment(arn, BASE_URL)),
        "external-secret.yaml": _yaml(external_secret(STORE.name, "aws-secrets", "plain")),
        "github-workflow.yaml": _yaml(github_workflow(github.secret_name, github.variable_name)),
        "reader-policy.json": _json(json.loads(reader_policy(found))),
        "resource-policy.json": _json(json.loads(resource_policy(arn))),
        "key-policy.json": _json(json.loads(key_policy(secret))),
        "deploy-role-trust.json": _json(json.loads(trust_policy(issuer, trusted))),
        "rotator-policy.json": _json(json.loads(rights("prod", STORE, ACCESS, REGION, ACCOUNT))),
    }


def watch_rights() -> str:
    """What the watch needs, with words in capitals in place of what each stack has of its own."""
    near = Arn(
        partition="aws", service="sns", region="REGION", account="ACCOUNT", resource="anything"
    )
    watched = Watched(
        near=near,
        stack="STACK",
        log_group="LOG-GROUP",
        bucket="BUCKET",
        organization="ORGANIZATION",
    )
    return _json(json.loads(watch_policy(watched)))


def rights(
    stack: str, store: StoreSettings, access: AccessSettings, region: str, account: str
) -> str:
    """The rotator's policy. A role given by name is taken to have no path, and a KMS key that the
    stack makes is an administrator's first update."""
    secret = _secret(store, region, account)
    key = store.kms_key if store.kms_key.startswith("arn:") else None
    roles = [
        role if role.startswith("arn:") else secret.iam(f"role/{role_name(role)}")
        for role in access.readers
    ]
    found = readable(store, f"{secret}-AbCdEf", key)
    return rotator_policy(rotated(stack, store, access.deploy, roles, found))


def rights_of(stack: str, account: str) -> str:
    """The rotator's policy for the settings of a stack. Raises Refusal and ValidationError."""
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    given = {"name": f"submit-key/{stack}", **config.get("submit-key:store", {})}
    store = StoreSettings.model_validate(given)
    access = AccessSettings.model_validate(config.get("submit-key:access", {}))
    region = config["aws:region"]
    refuse_misplaced(store, access, region)
    return rights(stack, store, access, region, account)


def _secret(store: StoreSettings, region: str, account: str) -> Arn:
    return Arn(
        partition=partition_of(region),
        service="secretsmanager",
        region=region,
        account=account,
        resource=f"secret:{store.name}",
    )


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def main(arguments: list[str]) -> int:
    """Write the examples, or print a stack's rights; the exit status."""
    if len(arguments) == 2:
        print(json.dumps(json.loads(rights_of(*arguments)), indent=2))
        return 0
    if arguments:
        print("usage: python -m docs.render [STACK ACCOUNT]", file=sys.stderr)
        return 2
    EXAMPLES.mkdir(exist_ok=True)
    for name, text in examples().items():
        (EXAMPLES / name).write_text(text)
    WATCH.write_text(watch_rights())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
