"""`KeyParameters`: the key and the base URL as Systems Manager parameters."""

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
    settings: StoreSettings
    """The names of the parameters. Default: none."""
    kms_key_arn: pulumi.Output[str] | None = None
    """The customer-managed KMS key; None for the AWS-managed one."""
    after: pulumi.Resource
    """The version that was proved; no parameter gets the key before it exists."""


class KeyParameters(pulumi.ComponentResource):
    """Keep the proved key in a SecureString parameter, and the base URL in a String one.

    Type `atomyx:submit:KeyParameters`. Makes:

    - `<name>-key`: the Parameter with the key, where it has a name; updated in place
    - `<name>-base-url`: the Parameter with the base URL, where it has a name
    """

    def __init__(
        self, name: str, args: KeyParametersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyParameters", name, None, opts)
        if args.settings.parameter:
            self._key(f"{name}-key", args.settings.parameter, args)
        if args.settings.base_url_parameter:
            self._base_url(f"{name}-base-url", args.settings.base_url_parameter, args)
        self.register_outputs({})

    def _key(self, name: str, parameter: str, args: KeyParametersArgs) -> None:
        ssm.Parameter(
            name,
            name=parameter,
            description=args.settings.description,
            type=ssm.ParameterType.SECURE_STRING,
            tier="Standard",
            value=args.key,
            key_id=args.kms_key_arn,
            tags=args.settings.tags or None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
        )

    def _base_url(self, name: str, parameter: str, args: KeyParametersArgs) -> None:
        ssm.Parameter(
            name,
            name=parameter,
            description="Base URL of the Atomyx Submit API",
            type=ssm.ParameterType.STRING,
            insecure_value=args.base_url,
            tags=args.settings.tags or None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
        )
