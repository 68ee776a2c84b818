"""`KeyParameters`: the key and the base URL in Systems Manager, for those who read them there."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi
from pulumi_aws import ssm

from components.store.settings import StoreSettings


@dataclass(frozen=True, kw_only=True)
class KeyParametersArgs:
    """What `KeyParameters` need. Every default is the safe one."""

    key: pulumi.Output[str] = field(repr=False)
    """The proved key; secret."""
    base_url: str
    store: StoreSettings
    """Which parameters there are, by name. Default: none."""
    kms_key_arn: pulumi.Output[str] | None = None
    """The customer-managed key; None for the AWS-managed one."""
    after: pulumi.Resource
    """No parameter gets the key before this exists: the version that was proved."""


class KeyParameters(pulumi.ComponentResource):
    """Keep the proved key in a SecureString parameter, and the base URL in a String one.

    Type `atomyx:submit:KeyParameters`. Makes:

    - `key-parameter`: the Parameter with the key, where it has a name; updated in place
    - `base-url-parameter`: the Parameter with the base URL, where it has a name
    """

    def __init__(
        self, name: str, args: KeyParametersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyParameters", name, None, opts)
        if args.store.parameter:
            self._key(args.store.parameter, args)
        if args.store.base_url_parameter:
            self._base_url(args.store.base_url_parameter, args)
        self.register_outputs({})

    def _key(self, name: str, args: KeyParametersArgs) -> None:
        ssm.Parameter(
            "key-parameter",
            name=name,
            description=args.store.description,
            type=ssm.ParameterType.SECURE_STRING,
            tier="Standard",
            value=args.key,
            key_id=args.kms_key_arn,
            tags=args.store.tags or None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
        )

    def _base_url(self, name: str, args: KeyParametersArgs) -> None:
        ssm.Parameter(
            "base-url-parameter",
            name=name,
            description="Base URL of the Atomyx Submit API",
            type=ssm.ParameterType.STRING,
            insecure_value=args.base_url,
            tags=args.store.tags or None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
        )
