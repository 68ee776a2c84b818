"""`EncryptionKey`: a customer-managed KMS key that works only for the stores."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import get_caller_identity_output, get_region_output, kms

from components.aws.arn import Arn, parameter_resource
from components.aws.names import alias_name
from components.store.kms_policy import key_policy
from components.store.settings import StoreSettings


@dataclass(frozen=True, kw_only=True)
class EncryptionKeyArgs:
    """What an `EncryptionKey` needs."""

    settings: StoreSettings
    """They name the only secret and the only parameter that it encrypts."""
    protect: bool = True
    """Whether the engine refuses to delete it."""


class EncryptionKey(pulumi.ComponentResource):
    """A KMS key that rotates every year and works only through the stores, for this secret.

    Type `atomyx:submit:EncryptionKey`. Makes:

    - `<name>-key`: the Key, which the engine never deletes
    - `<name>-alias`: its Alias, `alias/` and the secret's name, as far as AWS takes that
    """

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:EncryptionKey", name, None, opts)
        # Retained: former versions of the secret, and one in its recovery window, need it.
        child = pulumi.ResourceOptions(parent=self, protect=args.protect, retain_on_delete=True)
        key = kms.Key(
            f"{name}-key",
            description=f"Encrypts {args.settings.name}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=self._policy(args),
            tags=args.settings.tags or None,
            opts=child,
        )
        kms.Alias(
            f"{name}-alias",
            name=alias_name(args.settings.name),
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": key.arn})

    def _policy(self, args: EncryptionKeyArgs) -> pulumi.Output[str]:
        asked = pulumi.InvokeOutputOptions(parent=self)
        region = get_region_output(opts=asked).region
        account = get_caller_identity_output(opts=asked).account_id
        return pulumi.Output.all(region, account).apply(
            lambda found: _document(args.settings, region=found[0], account=found[1])
        )


def _document(store: StoreSettings, region: str, account: str) -> str:
    secret = Arn.of_secret(store.name, region, account)
    parameter = store.parameter and secret.of("ssm", parameter_resource(store.parameter))
    return key_policy(secret, parameter)
