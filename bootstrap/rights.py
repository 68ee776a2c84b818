"""The policy of the identity that runs `pulumi up` for a stack, before the stack's first update.

`python -m bootstrap.rights STACK ACCOUNT` prints it for the settings in `Pulumi.STACK.yaml`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

from bootstrap.plan import PROJECT
from components.access.limits import refuse_misplaced
from components.access.rotator_policy import rotator_policy
from components.access.scope import expected_roles, readable, rotated
from components.access.settings import AccessSettings
from components.aws.arn import Arn
from components.store.settings import StoreSettings


def rights(
    stack: str, store: StoreSettings, access: AccessSettings, region: str, account: str
) -> str:
    """The rotator's policy. It has no rights on a KMS key that the stack makes: the first update,
    which makes that key, is an administrator's."""
    secret = Arn.of_secret(store.name, region, account)
    key = store.kms_key if store.kms_key.startswith("arn:") else None
    found = readable(store, f"{secret}-AbCdEf", key)
    roles = expected_roles(access.readers, secret)
    return rotator_policy(rotated(f"{PROJECT}-{stack}", store, access.deploy, roles, found))


def rights_of(stack: str, account: str, folder: Path) -> str:
    """The rotator's policy for the settings of a stack. Raises Refusal and ValidationError."""
    config = yaml.safe_load((folder / f"Pulumi.{stack}.yaml").read_text())["config"]
    given = {"name": f"{PROJECT}/{stack}", **config.get(f"{PROJECT}:store", {})}
    store = StoreSettings.model_validate(given)
    access = AccessSettings.model_validate(config.get(f"{PROJECT}:access", {}))
    region = config["aws:region"]
    refuse_misplaced(store, access, region)
    return rights(stack, store, access, region, account)


def main(arguments: list[str]) -> int:
    """Print a stack's rights; the exit status."""
    if len(arguments) != 2:
        print("usage: python -m bootstrap.rights STACK ACCOUNT", file=sys.stderr)
        return 2
    print(json.dumps(json.loads(rights_of(arguments[0], arguments[1], Path.cwd())), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
