"""Pure policy documents of the two roles that workflows take, by OIDC, without any stored key.

Source: GitHub docs, "Configuring OpenID Connect in Amazon Web Services"; AWS Service Authorization
Reference for S3, KMS and IAM; AWS KMS Developer Guide, "kms:ResourceAliases". What an update calls
for the key, its readers and the watch is known to `components/` and taken from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bootstrap.plan import PROJECT, Plan
from bootstrap.watch_policy import Watched, watch
from components.access import trust_policy as github
from components.access.rotator_policy import ATTACHMENT, Rotated, rotator_statements
from components.access.scope import iam_name
from components.aws.arn import parameter_resource, via
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
"""Of every stack whose state is in a bucket."""


def trust_policy(plan: Plan, github_environment: str) -> str:
    """Only jobs of this repository that run in this GitHub environment may take the role."""
    issuer = plan.secret.iam(f"oidc-provider/{github.ISSUER}")
    trusted = github.subject(plan.repository, environment=github_environment, branch=None)
    return github.trust_policy(issuer, trusted)


def preview_policy(plan: Plan) -> str:
    """What `pulumi preview` needs: read the state, decrypt the settings, look at what is there."""
    return document([*_state_read(plan), *_decrypt(plan), *_looking(_update(plan))])


def deploy_policy(plan: Plan) -> str:
    """What `pulumi up` needs: the same, and to change this stack's own things."""
    state = [*_state_read(plan), *_state_write(plan), *_decrypt(plan)]
    return document([*state, *_update(plan), *_never(plan)])


def bucket_policy(plan: Plan) -> str:
    """Nobody reads or writes the state without TLS."""
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [_bucket(plan), f"{_bucket(plan)}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return document([statement])


def _bucket(plan: Plan) -> str:
    return f"arn:{plan.partition}:s3:::{plan.state_bucket}"


def _state_read(plan: Plan) -> Iterator[Statement]:
    """Of every stack: what is a secret in it cannot be read without that stack's KMS key."""
    # By no prefix: whoever may not list all is told 403, not 404, of an object that is not there.
    yield allow("ListState", ["s3:ListBucket"], [_bucket(plan)])
    yield allow("ReadState", ["s3:GetObject"], [f"{_bucket(plan)}/.pulumi/*"])


def _state_write(plan: Plan) -> Iterator[Statement]:
    """Of this stack alone: its checkpoint, history, backups and lock."""
    own = [f"{_bucket(plan)}/.pulumi/*/{PROJECT}/{plan.name}{end}" for end in (".json*", "/*")]
    yield allow("WriteState", ["s3:PutObject", "s3:DeleteObject"], own)


def _decrypt(plan: Plan) -> Iterator[Statement]:
    """The siblings' keys, too: the engine decrypts a sibling's state to read its outputs."""
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
    """The stack's own deploy role is an administrator's: who may make a role may do anything."""
    secret = plan.secret
    own = [f"role/{iam_name(plan.prefix, 'deploy')}", f"policy/{iam_name(plan.prefix, 'rotator')}"]
    return Rotated(
        secret=secret,
        reader_policy_arn=secret.iam(f"policy/{iam_name(plan.prefix, 'reader')}"),
        reader_role_arns=[secret.iam("role/*")],
        replicas={"*": None},
        parameter_arns=[_parameters(plan)],
        own_arns=[secret.iam(part) for part in (*own, f"oidc-provider/{github.ISSUER}")],
    )


def _parameters(plan: Plan) -> str:
    return plan.secret.of("ssm", parameter_resource(f"/{PROJECT}/{plan.name}/*"))


def _watched(plan: Plan) -> Watched:
    near, organization = plan.secret, _ORGANIZATION
    return Watched(near=near, stack=plan.name, log_group="*", bucket="*", organization=organization)


def _use_keys(plan: Plan) -> Iterator[Statement]:
    """Whichever KMS key encrypts the secret, its replicas or the parameters, for these alone."""
    secret = replace(plan.secret, region="cn-*" if plan.partition == "aws-cn" else "*")
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
    """The secret's key and the alarms' key, which are made here.

    Their ids are AWS's own. A key of anybody else's is known by its alias: the first of these has
    no other than ours, the second has none.
    """
    alias = f"alias/{PROJECT}/{plan.name}"
    keys = [plan.secret.of("kms", resource) for resource in ("key/*", alias)]
    only = {"ForAllValues:StringEquals": {"kms:ResourceAliases": alias}}
    # AWS gives these no resource.
    yield allow("MakeKeys", [*MAKE_KEY, "kms:ListAliases"], ["*"])
    yield allow("KeepKeys", [*KEEP_KEY, *_KEY_CHANGES, *_ALIAS], keys, only)


def _never(plan: Plan) -> Iterator[Statement]:
    """Not even the readers' policy, whose text the role decides, for a role that deploys."""
    names = (f"{PROJECT}-deploy-*", f"{PROJECT}-preview-*", f"{PROJECT}-*-deploy")
    roles = [plan.secret.iam(f"role/{name}") for name in names]
    yield {**allow("NothingForItself", ATTACHMENT, roles), "Effect": "Deny"}


def _looking(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The part of each statement that changes nothing."""
    for each in statements:
        given = [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
        kept = [action for action in given if action.split(":")[1].startswith(_READING)]
        if kept:
            yield {**each, "Action": one_or_all(kept)}
