"""Pure: the policy of the identity that runs `pulumi up`; it covers a key's life and no more.

Source: AWS Service Authorization Reference for Secrets Manager, IAM, KMS and Systems Manager; the
calls of the aws provider. A test compares it with the actions that a whole life uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from components.aws.arn import Arn
from components.aws.policy_document import Statement, allow, document
from components.store.kms_policy import (
    USE_FOR_PARAMETER,
    USE_FOR_SECRET,
    through_parameters,
    through_secrets,
)

_SECRET = (
    "secretsmanager:DeleteResourcePolicy",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:GetSecretValue",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:PutSecretValue",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret",
    "secretsmanager:UpdateSecretVersionStage",
)
_REPLICATION = (
    "secretsmanager:RemoveRegionsFromReplication",
    "secretsmanager:ReplicateSecretToRegions",
)
_POLICY = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListPolicyVersions",
)
ATTACHMENT = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
"""Give a policy to a role, and take it away."""
_ROLE = ("iam:GetRole", "iam:ListAttachedRolePolicies")
_PARAMETER = (
    "ssm:AddTagsToResource",
    "ssm:DeleteParameter",
    "ssm:GetParameter",
    "ssm:ListTagsForResource",
    "ssm:PutParameter",
    "ssm:RemoveTagsFromResource",
)
_KEY = (
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
)
_OWN_POLICY = ("iam:GetPolicy", "iam:GetPolicyVersion")
_OWN_ROLE = ("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies")
_ISSUER = ("iam:GetOpenIDConnectProvider",)


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What the rotator changes, by exact ARN wherever it is known beforehand."""

    secret: Arn
    """The secret, without the hyphen and the six characters that AWS adds."""
    reader_policy_arn: str
    reader_role_arns: Sequence[str] = ()
    kms_key_arn: str | None = None
    """The customer-managed KMS key; None for the AWS-managed one, which needs no grant."""
    makes_key: bool = False
    """Whether the stack makes the KMS key; an administrator does that, the rotator only looks."""
    replicas: Mapping[str, str | None] = field(default_factory=dict)
    """The customer-managed KMS key by region; None for the AWS-managed one."""
    key_parameter_arn: str | None = None
    """The parameter that holds the key."""
    parameter_arns: Sequence[str] = ()
    """All parameters."""
    own_arns: Sequence[str] = ()
    """The rotator's own role, policy and OIDC provider if the stack makes them; only read."""


def rotator_policy(rotated: Rotated) -> str:
    """The policy. The rotator may read its own role and policy, never change them."""
    return document(rotator_statements(rotated))


def rotator_statements(rotated: Rotated) -> list[Statement]:
    """The policy's statements, for a larger policy."""
    return [*_secret(rotated), *_access(rotated), *_parameters(rotated), *_keys(rotated)]


def _secret(rotated: Rotated) -> Iterator[Statement]:
    arn = f"{rotated.secret}-??????"
    actions = [*_SECRET, *(_REPLICATION if rotated.replicas else ())]
    yield allow("KeepTheSecret", actions, [arn])
    # AWS asks for this right by the plain name, before the secret has its six characters.
    yield allow("MakeTheSecret", ["secretsmanager:CreateSecret"], [arn, str(rotated.secret)])


def _access(rotated: Rotated) -> Iterator[Statement]:
    yield allow("KeepTheReaderPolicy", _POLICY, [rotated.reader_policy_arn])
    if roles := rotated.reader_role_arns:
        only = {"ArnEquals": {"iam:PolicyARN": rotated.reader_policy_arn}}
        yield allow("GiveTheReaderPolicy", ATTACHMENT, roles, only)
        yield allow("SeeTheReaders", _ROLE, roles)
    kinds = {":role/": _OWN_ROLE, ":policy/": _OWN_POLICY, ":oidc-provider/": _ISSUER}
    for number, arn in enumerate(rotated.own_arns, 1):
        actions = next(actions for kind, actions in kinds.items() if kind in arn)
        yield allow(f"SeeItself{number}", actions, [arn])


def _parameters(rotated: Rotated) -> Iterator[Statement]:
    if rotated.parameter_arns:
        yield allow("KeepTheParameters", _PARAMETER, rotated.parameter_arns)
        # AWS knows no resource for this action.
        yield allow("FindParameters", ["ssm:DescribeParameters"], ["*"])


def _keys(rotated: Rotated) -> Iterator[Statement]:
    secret, home = rotated.secret, rotated.kms_key_arn
    copies = {replace(secret, region=region): key for region, key in rotated.replicas.items()}
    for number, (where, key) in enumerate({secret: home, **copies}.items(), 1):
        if key:
            yield allow(f"UseKey{number}", USE_FOR_SECRET, [key], through_secrets(where))
    if home and rotated.key_parameter_arn:
        through = through_parameters(rotated.key_parameter_arn)
        yield allow("UseKeyForTheParameter", USE_FOR_PARAMETER, [home], through)
    if home and rotated.makes_key:
        yield allow("SeeTheKey", _KEY, [home])
        # AWS knows no resource for this action.
        yield allow("FindTheAlias", ["kms:ListAliases"], ["*"])
