"""What the identity that runs `pulumi up` may do: all that a life of the key needs, and no more.

Source: AWS Service Authorization Reference for Secrets Manager, IAM, KMS and Systems Manager; the
calls of the aws provider. A test counts the actions that a life really uses.
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
"""How a role gets a policy and loses it."""
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
    """What the rotator works on, by exact ARN wherever AWS lets it be known beforehand."""

    secret: Arn
    """Without the hyphen and the six characters that AWS adds."""
    reader_policy_arn: str
    reader_role_arns: Sequence[str] = ()
    kms_key_arn: str | None = None
    """The customer-managed key; None for the AWS-managed one, which grants by itself."""
    makes_key: bool = False
    """Whether the key is the stack's own: an administrator makes and removes it, we look at it."""
    replicas: Mapping[str, str | None] = field(default_factory=dict)
    """By region: the customer-managed key there, or None."""
    key_parameter_arn: str | None = None
    """The parameter that holds the key."""
    parameter_arns: Sequence[str] = ()
    """All parameters."""
    own_arns: Sequence[str] = ()
    """The rotator's own role, policy and issuer where the stack makes them: read, never changed."""


def rotator_policy(rotated: Rotated) -> str:
    """The document. It grants nothing on the rotator's own role and policy but to read them."""
    return document(rotator_statements(rotated))


def rotator_statements(rotated: Rotated) -> list[Statement]:
    """The same, to be a part of a document."""
    return [*_secret(rotated), *_access(rotated), *_parameters(rotated), *_keys(rotated)]


def _secret(rotated: Rotated) -> Iterator[Statement]:
    arn = f"{rotated.secret}-??????"
    actions = [*_SECRET, *(_REPLICATION if rotated.replicas else ())]
    yield allow("KeepTheSecret", actions, [arn])
    # Before it exists a secret has its plain name.
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
        # AWS gives these no resource.
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
        # AWS gives this no resource.
        yield allow("FindTheAlias", ["kms:ListAliases"], ["*"])
