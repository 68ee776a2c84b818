"""Users and roles at AWS while IAM is enforced, and the answers they get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.services.aws.app import ACCOUNT
from sandbox.stack import REGION
from tests.engine.person import Person

ELSEWHERE = "eu-central-1"
Credentials = dict[str, str]


def client(person: Person, service: str, credentials: Credentials, region: str = REGION) -> Any:
    url = person.session.addresses().aws_url
    once = Config(retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region, endpoint_url=url, config=once, **credentials)


def admin(person: Person, service: str, region: str = REGION) -> Any:
    known = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    return client(person, service, known, region)


def enforce(person: Person, is_on: bool) -> None:
    url = f"{person.session.addresses().aws_url}/control/enforcement"
    requests.put(url, json=is_on, timeout=5).raise_for_status()


def user(person: Person, name: str, policy: str) -> Credentials:
    """A user with one policy and no other rights."""
    iam = admin(person, "iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "aws_access_key_id": made["AccessKeyId"],
        "aws_secret_access_key": made["SecretAccessKey"],
    }


def role(person: Person, name: str) -> Credentials:
    """Credentials of a role."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    got = admin(person, "sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return {
        "aws_access_key_id": got["AccessKeyId"],
        "aws_secret_access_key": got["SecretAccessKey"],
        "aws_session_token": got["SessionToken"],
    }


def answer(call: Callable[[], Any]) -> str:
    """The error code of the refusal, or "granted"."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "granted"


def is_denied(call: Callable[[], Any]) -> bool:
    return answer(call) in ("AccessDenied", "AccessDeniedException")
