"""Which rights a call of AWS needs: actions, resources and what the call says of itself.

Source: AWS Service Authorization Reference for Secrets Manager, Systems Manager, KMS and IAM.
`watch_rights.py` has those of the watch. Calls of other services need their action on `*`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends

from sandbox.services.aws.policy import Right
from sandbox.services.aws.watch_rights import of_cloudwatch, of_logs, of_sns

_ADDED_BY_AWS = "AbCdEf"
"""Stands for the six random characters of a secret that does not exist yet."""


@dataclass(frozen=True, kw_only=True)
class Requested:
    """One call, as far as its rights are concerned."""

    account: str
    region: str
    service: str
    operation: str
    parameters: Mapping[str, Any]

    def rights(self) -> list[Right]:
        """All of them have to be granted."""
        of_service = _SERVICES.get(self.service)
        needed: Needed = of_service(self) if of_service else [("*", {})]
        action = f"{self.service}:{self.operation}"
        return [Right(action=action, resource=arn, context=context) for arn, context in needed]

    def arn(self, resource: str, service: str | None = None) -> str:
        """An ARN of this account and region."""
        return f"arn:aws:{service or self.service}:{self.region}:{self.account}:{resource}"


Needed = Iterable[tuple[str, Mapping[str, Sequence[str]]]]


def secret_of(call: Requested) -> Any | None:
    """The secret that a call names, by name or ARN; None where there is none."""
    wanted = call.parameters.get("SecretId")
    secrets = secretsmanager_backends[call.account][call.region].secrets
    return secrets[wanted] if wanted and wanted in secrets else None


def _secrets(call: Requested) -> Needed:
    if call.operation in ("ListSecrets", "GetRandomPassword", "BatchGetSecretValue"):
        yield "*", {}
        return
    secret, said = secret_of(call), call.parameters
    name = said.get("Name") or said.get("SecretId") or ""
    unborn = name if name.startswith("arn:") else call.arn(f"secret:{name}-{_ADDED_BY_AWS}")
    yield (secret.arn if secret is not None else unborn), dict(_stages(call))


def _stages(call: Requested) -> Iterator[tuple[str, list[str]]]:
    """GetSecretValue without stage and version means AWSCURRENT (its API reference)."""
    said = call.parameters
    stages = [said["VersionStage"]] if "VersionStage" in said else []
    if call.operation == "GetSecretValue" and not stages and "VersionId" not in said:
        stages = ["AWSCURRENT"]
    if stages:
        yield "secretsmanager:versionstage", stages
    if "VersionId" in said:
        yield "secretsmanager:versionid", [said["VersionId"]]


def _parameters(call: Requested) -> Needed:
    said = call.parameters
    names = said.get("Names") or [said.get("Name") or said.get("ResourceId")]
    if call.operation == "DescribeParameters" or names == [None]:
        yield "*", {}
        return
    for name in names:
        yield parameter_arn(call, name), {}


def _keys(call: Requested) -> Needed:
    said = call.parameters
    if call.operation.endswith("Alias") and "AliasName" in said:
        yield call.arn(said["AliasName"]), {}
    named = said.get("KeyId") or said.get("TargetKeyId")
    if named:
        yield key_arn(call, named), dict(_aliases(call, named))
    elif "AliasName" not in said:
        yield "*", {}


def parameter_arn(call: Requested, name: str) -> str:
    """The ARN of a parameter, whose name may begin with a slash."""
    return call.arn(f"parameter/{name.removeprefix('/')}", "ssm")


def key_arn(call: Requested, named: str) -> str:
    """The ARN of a key that is named by id, alias or ARN; one of another region only by ARN."""
    key = _key(call, named)
    if key is not None:
        return str(key.arn)
    return named if named.startswith("arn:") else call.arn(f"key/{named}", "kms")


def _aliases(call: Requested, named: str) -> Iterator[tuple[str, list[str]]]:
    """A key without an alias does not carry the context key at all."""
    if aliases := list(getattr(_key(call, named), "aliases", ())):
        yield "kms:resourcealiases", aliases


def _key(call: Requested, named: str) -> Any | None:
    backend = kms_backends[call.account][call.region]
    return backend.keys.get(backend.any_id_to_key_id(named))


def _identities(call: Requested) -> Needed:
    said = {name: values[0] for name, values in call.parameters.items() if values}
    arn = said.get("PolicyArn", "")
    if "RoleName" in said:
        yield _role(call, said), {"iam:policyarn": [arn]} if arn else {}
    elif "OpenIDConnectProviderArn" in said:
        yield said["OpenIDConnectProviderArn"], {}
    elif arn:
        yield arn, {}
    else:
        yield _made(call, said), {}


def _role(call: Requested, said: Mapping[str, str]) -> str:
    try:
        return str(iam_backends[call.account]["aws"].get_role(said["RoleName"]).arn)
    except NotFoundException:
        path = said.get("Path", "/")
        return f"arn:aws:iam::{call.account}:role{path}{said['RoleName']}"


def _made(call: Requested, said: Mapping[str, str]) -> str:
    for kind, name in (("policy", "PolicyName"), ("user", "UserName")):
        if name in said:
            return f"arn:aws:iam::{call.account}:{kind}{said.get('Path', '/')}{said[name]}"
    return "*"


def _tokens(call: Requested) -> Needed:
    yield (call.parameters.get("RoleArn") or ["*"])[0], {}


_SERVICES: Mapping[str, Callable[[Requested], Needed]] = {
    "cloudwatch": of_cloudwatch,
    "iam": _identities,
    "kms": _keys,
    "logs": of_logs,
    "secretsmanager": _secrets,
    "sns": of_sns,
    "ssm": _parameters,
    "sts": _tokens,
}
