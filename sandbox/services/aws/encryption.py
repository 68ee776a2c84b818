"""What a store asks of KMS in the name of its caller, where a customer-managed key encrypts.

Source: AWS Secrets Manager User Guide, "Secret encryption and decryption"; its API Reference,
ReplicateSecretToRegions and CreateSecret (`kms:Encrypt` for a copy); AWS Systems Manager
User Guide, "AWS KMS encryption for Parameter Store SecureString parameters".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from moto.backends import get_backend

from sandbox.services.aws.policy import Right
from sandbox.services.aws.rights import Requested, key_arn, parameter_arn, secret_of

_TRIED_OUT = "RequestToValidateKeyAccess"


def rights_at_kms(call: Requested) -> Iterator[Right]:
    """The rights at KMS that a call needs beside its own.

    An AWS-managed key needs none: its policy lets the account use it through the store.
    """
    asks = {"secretsmanager": _of_secret, "ssm": _of_parameter}.get(call.service)
    if asks is not None:
        yield from asks(call)


def _of_secret(call: Requested) -> Iterator[Right]:
    yield from _of_copies(call)
    secret, given = secret_of(call), call.parameters.get("KmsKeyId")
    if given and call.operation in ("CreateSecret", "UpdateSecret"):
        anew = ("Encrypt",) if call.operation == "UpdateSecret" else ()
        for action in ("GenerateDataKey", "Decrypt", *anew):
            yield from _right(call, action, given, "SecretARN", _TRIED_OUT)
    key = getattr(secret, "kms_key_id", None)
    if secret is None or not key:
        return
    needed = {
        "GetSecretValue": ["Decrypt"],
        "PutSecretValue": ["GenerateDataKey", "Decrypt"],
        "ReplicateSecretToRegions": ["Decrypt"],
    }
    for action in needed.get(call.operation, []):
        yield from _right(call, action, key, "SecretARN", secret.arn)


def _of_copies(call: Requested) -> Iterator[Right]:
    """A copy under a customer-managed key is encrypted in the name of whoever asks for it."""
    for copy in call.parameters.get("AddReplicaRegions") or []:
        if key := copy.get("KmsKeyId"):
            there = replace(call, region=copy["Region"])
            for action in ("Encrypt", "GenerateDataKey"):
                yield from _right(there, action, key, "SecretARN", _TRIED_OUT)


def _of_parameter(call: Requested) -> Iterator[Right]:
    said = call.parameters
    if call.operation == "PutParameter" and said.get("KeyId"):
        arn = parameter_arn(call, said["Name"])
        yield from _right(call, "Encrypt", said["KeyId"], "PARAMETER_ARN", arn)
    if call.operation in ("GetParameter", "GetParameters") and said.get("WithDecryption"):
        for name in said.get("Names") or [said["Name"]]:
            # moto.ssm is not imported above: it imports EC2, which doubles the time to start.
            found: Any = get_backend("ssm")[call.account][call.region].get_parameter(name)
            if found is not None and found.keyid:
                arn = parameter_arn(call, name)
                yield from _right(call, "Decrypt", found.keyid, "PARAMETER_ARN", arn)


def _right(call: Requested, action: str, key: str, name: str, value: str) -> Iterator[Right]:
    context = {
        "kms:viaservice": [f"{call.service}.{call.region}.amazonaws.com"],
        f"kms:encryptioncontext:{name.lower()}": [value],
    }
    if not key.startswith("alias/aws/"):
        yield Right(action=f"kms:{action}", resource=key_arn(call, key), context=context)
