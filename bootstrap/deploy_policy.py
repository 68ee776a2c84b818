"""Pure: the policies of the two roles that workflows take by OIDC, without a stored cloud key.

Source: GitHub docs, "Configuring OpenID Connect in Amazon Web Services"; AWS Service Authorization
Reference for S3, KMS and IAM; AWS KMS Developer Guide, "kms:ResourceAliases". The rights for the
key, its readers and the watch come from where these are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bootstrap.plan import PROJECT, Plan
from bootstrap.watch_policy import Watched, watch
from components.access import trust_policy as github
from components.access.rotator_policy import ATTACHMENT, Rotated, rotator_statements
from components.access.scope import own_arns
from components.aws.arn import parameter_resource, via
from components.aws.names import alias_name, iam_name
from components.aws.policy_document import Condition, Statement, allow, document, one_or_all
from components.store.kms_policy import KEEP_KEY, MAKE_KEY, USE_FOR_PARAMETER, USE_FOR_SECRET

_ALIAS = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
_KEY_CHANGES = ("kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription")
_DEFAULT_TAGS = (
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
    "iam:TagPolicy",
    "iam:UntagPolicy",
    "s3:PutObjectTagging",
    "sns:TagResource",
    "sns:UntagResource",
)
_READING = ("Get", "List", "Describe", "Decrypt")
_ORGANIZATION = "organization"
"""The organization of every stack whose state is in a bucket."""


def trust_policy(plan: Plan, github_environment: str) -> str:
    """Only this repository's jobs in this GitHub environment may take the role."""
    issuer = plan.secret.iam(f"oidc-provider/{github.ISSUER}")
    trusted = github.subject(plan.repository, environment=github_environment, branch=None)
    return github.trust_policy(issuer, trusted)


def preview_policy(plan: Plan) -> str:
    """The rights of `pulumi preview`: read the state, decrypt the settings, look at resources."""
    return document([*_state_read(plan), *_decrypt(plan), *_looking(_update(plan))])


def deploy_policy(plan: Plan) -> str:
    """The rights of `pulumi up`: those of a preview, and to change what belongs to this stack."""
    state = [*_state_read(plan), *_state_write(plan), *_decrypt(plan)]
    return document([*state, *_update(plan), *_never(plan)])


def bucket_policy(plan: Plan) -> str:
    """Nobody reads or writes the state without TLS."""
    bucket = _bucket(plan)
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return document([statement])


def _bucket(plan: Plan) -> str:
    return plan.secret.s3(plan.state_bucket)


def _state_read(plan: Plan) -> Iterator[Statement]:
    """The state of every stack; its secrets cannot be read without that stack's KMS key."""
    # No condition on a prefix: who may not list the whole bucket is told 403, not 404, of a
    # missing object.
    yield allow("ListState", ["s3:ListBucket"], [_bucket(plan)])
    yield allow("ReadState", ["s3:GetObject"], [f"{_bucket(plan)}/.pulumi/*"])


def _state_write(plan: Plan) -> Iterator[Statement]:
    """The state of this stack alone: its checkpoint, history, backups and lock."""
    own = [f"{_bucket(plan)}/.pulumi/*/{PROJECT}/{plan.name}{end}" for end in (".json*", "/*")]
    yield allow("WriteState", ["s3:PutObject", "s3:DeleteObject"], own)


def _decrypt(plan: Plan) -> Iterator[Statement]:
    """With the siblings' KMS keys: the engine decrypts a sibling's state to read its outputs."""
    aliases = [plan.alias(name) for name in (plan.name, *plan.siblings)]
    condition = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}}
    yield allow("Decrypt", ["kms:Decrypt"], [plan.secret.of("kms", "key/*")], condition)


def _update(plan: Plan) -> Iterator[Statement]:
    yield from rotator_statements(_rotated(plan))
    yield from watch(_watched(plan))
    yield from _use_keys(plan)
    yield from _keep_keys(plan)
    watched = _watched(plan)
    tagged = [watched.alarms, watched.topic, watched.record, _rotated(plan).reader_policy_arn]
    yield allow("DefaultTags", _DEFAULT_TAGS, tagged)


def _rotated(plan: Plan) -> Rotated:
    """The role only looks at the deploy role that a stack may declare: an administrator makes that
    one, because who may make a role may do anything."""
    secret = plan.secret
    return Rotated(
        secret=secret,
        reader_policy_arn=secret.iam(f"policy/{iam_name(plan.prefix, 'reader')}"),
        reader_role_arns=[secret.iam("role/*")],
        replicas={"*": None},
        parameter_arns=[_parameters(plan)],
        own_arns=own_arns(plan.prefix, secret, is_issuer_made=True),
    )


def _parameters(plan: Plan) -> str:
    return plan.secret.of("ssm", parameter_resource(f"/{PROJECT}/{plan.name}/*"))


def _watched(plan: Plan) -> Watched:
    near, organization = plan.secret, _ORGANIZATION
    return Watched(near=near, stack=plan.name, log_group="*", bucket="*", organization=organization)


def _use_keys(plan: Plan) -> Iterator[Statement]:
    """Use any KMS key, but only for this stack's secret, its replicas and its parameters."""
    secret = replace(plan.secret, region="cn-*" if plan.secret.partition == "aws-cn" else "*")
    contexts = [f"{secret}-??????", "RequestToValidateKeyAccess"]
    for_secret = _through("secretsmanager", secret.region, "SecretARN", contexts)
    yield allow("UseKeys", USE_FOR_SECRET, [secret.of("kms", "key/*")], for_secret)
    keys = [plan.secret.of("kms", "key/*")]
    for_parameter = _through("ssm", plan.region, "PARAMETER_ARN", [_parameters(plan)])
    yield allow("UseKeysForParameters", USE_FOR_PARAMETER, keys, for_parameter)


def _through(service: str, region: str, context: str, arns: list[str]) -> Condition:
    name = f"kms:EncryptionContext:{context}"
    return {"StringLike": {"kms:ViaService": via(service, region), name: one_or_all(arns)}}


def _keep_keys(plan: Plan) -> Iterator[Statement]:
    """Change the two KMS keys that a stack may make, the secret's and the alarms'.

    AWS chooses their ids, so the aliases tell them apart from other keys: the secret's key has our
    alias and no other, the alarms' key has none.
    """
    alias = alias_name(f"{PROJECT}/{plan.name}")
    keys = [plan.secret.of("kms", resource) for resource in ("key/*", alias)]
    only = {"ForAllValues:StringEquals": {"kms:ResourceAliases": alias}}
    # AWS knows no resource for these actions.
    yield allow("MakeKeys", [*MAKE_KEY, "kms:ListAliases"], ["*"])
    yield allow("KeepKeys", [*KEEP_KEY, *_KEY_CHANGES, *_ALIAS], keys, only)


def _never(plan: Plan) -> Iterator[Statement]:
    """Deny attaching policies to deployment roles: this role writes the reader policy and could
    widen its own rights."""
    names = (f"{PROJECT}-deploy-*", f"{PROJECT}-preview-*", f"{PROJECT}-*-deploy")
    roles = [plan.secret.iam(f"role/{name}") for name in names]
    yield {**allow("NothingForItself", ATTACHMENT, roles), "Effect": "Deny"}


def _looking(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Each statement with only the actions that change nothing."""
    for each in statements:
        given = [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
        kept = [action for action in given if action.split(":")[1].startswith(_READING)]
        if kept:
            yield {**each, "Action": one_or_all(kept)}
