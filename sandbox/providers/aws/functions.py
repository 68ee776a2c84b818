"""The functions of the aws provider that the stand-in answers."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none
from sandbox.providers.aws.iam import document
from sandbox.providers.aws.names import sent
from sandbox.providers.resource import Function, ProviderError
from sandbox.providers.wire import Properties


def _secret_version(aws: Aws, arguments: Properties) -> Properties:
    """Not marked secret, as with the real provider: the program has to do that."""
    stage = None if "versionId" in arguments else arguments.get("versionStage", "AWSCURRENT")
    answer = aws.client("secretsmanager").get_secret_value(
        SecretId=arguments["secretId"],
        **sent({"VersionId": arguments.get("versionId"), "VersionStage": stage}),
    )
    return {
        "arn": answer["ARN"],
        "createdDate": _time(answer.get("CreatedDate")),
        "id": f"{arguments['secretId']}|{stage or answer['VersionId']}",
        "region": aws.region,
        "secretArn": answer["ARN"],
        "secretBinary": base64.b64encode(answer.get("SecretBinary") or b"").decode(),
        "secretId": arguments["secretId"],
        "secretString": answer.get("SecretString", ""),
        "versionId": answer["VersionId"],
        "versionStage": stage,
        "versionStages": answer.get("VersionStages") or [],
    }


def _secret(aws: Aws, arguments: Properties) -> Properties:
    wanted = arguments.get("arn") or arguments.get("name")
    if not wanted:
        raise ProviderError("getSecret: one of arn, name must be given")
    client = aws.client("secretsmanager")
    answer = client.describe_secret(SecretId=wanted)
    policy = client.get_resource_policy(SecretId=answer["ARN"]).get("ResourcePolicy")
    return {
        "arn": answer["ARN"],
        "createdDate": _time(answer.get("CreatedDate")),
        "description": answer.get("Description", ""),
        "id": answer["ARN"],
        "kmsKeyId": answer.get("KmsKeyId", ""),
        "lastChangedDate": _time(answer.get("LastChangedDate")),
        "name": answer["Name"],
        "policy": policy or "",
        "region": aws.region,
        "tags": {each["Key"]: each["Value"] for each in answer.get("Tags") or []},
        "type": answer.get("Type", ""),
    }


def _caller_identity(aws: Aws, _arguments: Properties) -> Properties:
    answer = aws.client("sts").get_caller_identity()
    account = answer["Account"]
    return {"accountId": account, "arn": answer["Arn"], "id": account, "userId": answer["UserId"]}


def _region(aws: Aws, _arguments: Properties) -> Properties:
    endpoint = f"ec2.{aws.region}.amazonaws.com"
    names = dict.fromkeys(("id", "name", "region", "description"), aws.region)
    return {**names, "endpoint": endpoint}


def _partition(_aws: Aws, _arguments: Properties) -> Properties:
    return {
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
        "partition": "aws",
        "reverseDnsPrefix": "com.amazonaws",
    }


def _role(aws: Aws, arguments: Properties) -> Properties:
    name = arguments["name"]
    answer = found_or_none(lambda: aws.client("iam").get_role(RoleName=name))
    if answer is None:
        raise ProviderError(f"reading IAM Role ({name}): couldn't find resource")
    role = answer["Role"]
    boundary = role.get("PermissionsBoundary") or {}
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": document(role["AssumeRolePolicyDocument"]),
        "createDate": _time(role["CreateDate"]),
        "description": role.get("Description", ""),
        "id": name,
        "maxSessionDuration": role.get("MaxSessionDuration", 3600),
        "name": role["RoleName"],
        "path": role["Path"],
        "permissionsBoundary": boundary.get("PermissionsBoundaryArn", ""),
        "roleLastUseds": [],
        "tags": {each["Key"]: each["Value"] for each in role.get("Tags") or []},
        "uniqueId": role["RoleId"],
    }


def _time(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


FUNCTIONS: dict[str, Function] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:iam/getRole:getRole": _role,
    "aws:secretsmanager/getSecret:getSecret": _secret,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
}
