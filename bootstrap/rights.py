"""What the identity that runs `pulumi up` may do for a stack, before its first update.

`python -m bootstrap.rights STACK ACCOUNT` prints the policy for the settings in
`Pulumi.STACK.yaml`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

from components.access.limits import refuse_misplaced
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings
from components.aws.arn import Arn, partition_of, role_name
from components.store.settings import StoreSettings


def rights(
    stack: str, store: StoreSettings, access: AccessSettings, region: str, account: str
) -> str:
    """The rotator's policy. A role given by name is taken to have no path, and a KMS key that the
    stack makes is an administrator's first update."""
    secret = secret_arn(store, region, account)
    key = store.kms_key if store.kms_key.startswith("arn:") else None
    roles = [
        role if role.startswith("arn:") else secret.iam(f"role/{role_name(role)}")
        for role in access.readers
    ]
    found = readable(store, f"{secret}-AbCdEf", key)
    return rotator_policy(rotated(f"submit-key-{stack}", store, access.deploy, roles, found))


def rights_of(stack: str, account: str, folder: Path) -> str:
    """The rotator's policy for the settings of a stack. Raises Refusal and ValidationError."""
    config = yaml.safe_load((folder / f"Pulumi.{stack}.yaml").read_text())["config"]
    given = {"name": f"submit-key/{stack}", **config.get("submit-key:store", {})}
    store = StoreSettings.model_validate(given)
    access = AccessSettings.model_validate(config.get("submit-key:access", {}))
    region = config["aws:region"]
    refuse_misplaced(store, access, region)
    return rights(stack, store, access, region, account)


def secret_arn(store: StoreSettings, region: str, account: str) -> Arn:
    """The secret's ARN as far as it is known before the secret exists."""
    return Arn(
        partition=partition_of(region),
        service="secretsmanager",
        region=region,
        account=account,
        resource=f"secret:{store.name}",
    )


def main(arguments: list[str]) -> int:
    """Print a stack's rights; the exit status."""
    if len(arguments) != 2:
        print("usage: python -m bootstrap.rights STACK ACCOUNT", file=sys.stderr)
        return 2
    print(json.dumps(json.loads(rights_of(arguments[0], arguments[1], Path.cwd())), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
