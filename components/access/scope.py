"""Pure: makes the exact ARNs that the policies name from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.access.reader_policy import Readable
from components.access.rotator_policy import Rotated
from components.access.settings import DeploySettings
from components.access.trust_policy import ISSUER
from components.aws.arn import Arn, parameter_resource
from components.aws.names import iam_name
from components.store.settings import StoreSettings


def readable(store: StoreSettings, secret_arn: str, kms_key_arn: str | None) -> Readable:
    """Where the key can be read."""
    secret = Arn.parse(secret_arn)
    names = (store.parameter, store.base_url_parameter)
    key, base_url = (name and secret.of("ssm", parameter_resource(name)) for name in names)
    return Readable(
        secret_arn=secret_arn,
        kms_key_arn=kms_key_arn,
        replicas=store.replica_keys,
        parameter_arn=key,
        base_url_parameter_arn=base_url,
    )


def rotated(
    prefix: str,
    store: StoreSettings,
    deploy: DeploySettings | None,
    reader_role_arns: Sequence[str],
    found: Readable,
) -> Rotated:
    """What the rotator changes."""
    secret = replace(Arn.parse(found.secret_arn), resource=f"secret:{store.name}")
    parameters = (found.parameter_arn, found.base_url_parameter_arn)
    return Rotated(
        secret=secret,
        reader_policy_arn=secret.iam(f"policy/{iam_name(prefix, 'reader')}"),
        reader_role_arns=reader_role_arns,
        kms_key_arn=found.kms_key_arn,
        makes_key=store.kms_key == "new",
        replicas=found.replicas,
        key_parameter_arn=found.parameter_arn,
        parameter_arns=[arn for arn in parameters if arn],
        own_arns=own_arns(prefix, secret, is_issuer_made=not deploy.issuer_arn) if deploy else (),
    )


def own_arns(prefix: str, secret: Arn, *, is_issuer_made: bool) -> list[str]:
    """The deploy role, its policy, and GitHub's OIDC provider if the stack makes that, too."""
    own = [f"role/{iam_name(prefix, 'deploy')}", f"policy/{iam_name(prefix, 'rotator')}"]
    made = [f"oidc-provider/{ISSUER}"] if is_issuer_made else []
    return [secret.iam(resource) for resource in (*own, *made)]


def expected_roles(readers: Sequence[str], secret: Arn) -> list[str]:
    """The readers' ARNs without asking AWS: a role given by name is taken to have no path."""
    return [role if role.startswith("arn:") else secret.iam(f"role/{role}") for role in readers]
