"""The functions of the aws provider that the stand-in answers."""

from __future__ import annotations

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none
from sandbox.providers.aws.row import sent
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
        "id": f"{arguments['secretId']}|{stage or answer['VersionId']}",
        "region": aws.region,
        "secretId": arguments["secretId"],
        "secretString": answer.get("SecretString", ""),
        "versionId": answer["VersionId"],
        "versionStage": stage,
        "versionStages": answer.get("VersionStages") or [],
    }


def _caller_identity(aws: Aws, _arguments: Properties) -> Properties:
    answer = aws.client("sts").get_caller_identity()
    account = answer["Account"]
    return {"accountId": account, "arn": answer["Arn"], "id": account, "userId": answer["UserId"]}


def _region(aws: Aws, _arguments: Properties) -> Properties:
    return {"id": aws.region, "name": aws.region, "region": aws.region}


def _role(aws: Aws, arguments: Properties) -> Properties:
    name = arguments["name"]
    answer = found_or_none(lambda: aws.client("iam").get_role(RoleName=name))
    if answer is None:
        raise ProviderError(f"reading IAM Role ({name}): couldn't find resource")
    role = answer["Role"]
    return {"arn": role["Arn"], "id": name, "name": role["RoleName"], "path": role["Path"]}


FUNCTIONS: dict[str, Function] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getRegion:getRegion": _region,
    "aws:iam/getRole:getRole": _role,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
}
