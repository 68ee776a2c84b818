"""IAM: policies and their attachments, and the OpenID Connect provider; roles are a file on."""

from __future__ import annotations

import json
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document, same_ending, same_set
from sandbox.providers.wire import Properties

_VERSIONS_KEPT = 5


def document(value: Any) -> str:
    """boto3 hands some policy documents over already parsed."""
    return value if isinstance(value, str) else json.dumps(value)


def _create_policy(aws: Aws, state: Properties) -> str:
    made = aws.client("iam").create_policy(
        PolicyName=given_or_generated(state),
        PolicyDocument=state["policy"],
        **sent(
            {
                "Path": state.get("path"),
                "Description": state.get("description"),
                "Tags": pairs(all_tags(aws, state)),
            }
        ),
    )
    return str(made["Policy"]["Arn"])


def _read_policy(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("iam")
    answer = found_or_none(lambda: client.get_policy(PolicyArn=id_))
    if answer is None:
        return None
    policy = answer["Policy"]
    version = client.get_policy_version(PolicyArn=id_, VersionId=policy["DefaultVersionId"])
    return {
        "arn": policy["Arn"],
        "attachmentCount": policy.get("AttachmentCount", 0),
        "description": policy.get("Description") or None,
        "name": policy["PolicyName"],
        "namePrefix": state.get("namePrefix", ""),
        "path": policy.get("Path"),
        "policy": document(version["PolicyVersion"]["Document"]),
        "policyId": policy["PolicyId"],
        **found(aws, policy.get("Tags"), state),
    }


def _update_policy(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("iam")
    if not same_document(old.get("policy"), state["policy"]):
        spare = _spare_versions(client, id_)
        if len(spare) >= _VERSIONS_KEPT - 1:
            client.delete_policy_version(PolicyArn=id_, VersionId=spare[0])
        client.create_policy_version(
            PolicyArn=id_, PolicyDocument=state["policy"], SetAsDefault=True
        )
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_policy(PolicyArn=id_, Tags=pairs(tags)),
        lambda keys: client.untag_policy(PolicyArn=id_, TagKeys=keys),
    )


def _spare_versions(client: Any, id_: str) -> list[str]:
    """All versions but the one in force, the oldest first."""
    versions = client.list_policy_versions(PolicyArn=id_)["Versions"]
    spare = [each["VersionId"] for each in versions if not each["IsDefaultVersion"]]
    return sorted(spare, key=lambda version: int(version.removeprefix("v")))


def _delete_policy(aws: Aws, id_: str, _state: Properties) -> None:
    client = aws.client("iam")
    with ignoring_missing():
        for version in _spare_versions(client, id_):
            client.delete_policy_version(PolicyArn=id_, VersionId=version)
        client.delete_policy(PolicyArn=id_)


def _attach(aws: Aws, state: Properties) -> str:
    aws.client("iam").attach_role_policy(RoleName=state["role"], PolicyArn=state["policyArn"])
    return f"{state['role']}/{state['policyArn']}"


def _read_attachment(aws: Aws, _id: str, state: Properties) -> Properties | None:
    client = aws.client("iam")
    answer = found_or_none(
        lambda: list(
            client.get_paginator("list_attached_role_policies").paginate(RoleName=state["role"])
        )
    )
    attached = [each["PolicyArn"] for page in answer or [] for each in page["AttachedPolicies"]]
    return {} if state["policyArn"] in attached else None


def _detach(aws: Aws, _id: str, state: Properties) -> None:
    with ignoring_missing():
        aws.client("iam").detach_role_policy(RoleName=state["role"], PolicyArn=state["policyArn"])


def _create_issuer(aws: Aws, state: Properties) -> str:
    made = aws.client("iam").create_open_id_connect_provider(
        Url=state["url"],
        ClientIDList=state["clientIdLists"],
        **sent(
            {
                "ThumbprintList": state.get("thumbprintLists"),
                "Tags": pairs(all_tags(aws, state)),
            }
        ),
    )
    return str(made["OpenIDConnectProviderArn"])


def _read_issuer(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("iam")
    answer = found_or_none(
        lambda: client.get_open_id_connect_provider(OpenIDConnectProviderArn=id_)
    )
    return answer and {
        "arn": id_,
        "clientIdLists": answer["ClientIDList"],
        "thumbprintLists": answer.get("ThumbprintList") or [],
        "url": answer["Url"],
        **found(aws, answer.get("Tags"), state),
    }


def _update_issuer(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client, target = aws.client("iam"), {"OpenIDConnectProviderArn": id_}
    if not same_set(old.get("thumbprintLists"), state.get("thumbprintLists")):
        client.update_open_id_connect_provider_thumbprint(
            ThumbprintList=state.get("thumbprintLists") or [], **target
        )
    before, after = set(old.get("clientIdLists") or []), set(state["clientIdLists"])
    for audience in sorted(after - before):
        client.add_client_id_to_open_id_connect_provider(ClientID=audience, **target)
    for audience in sorted(before - after):
        client.remove_client_id_from_open_id_connect_provider(ClientID=audience, **target)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_open_id_connect_provider(Tags=pairs(tags), **target),
        lambda keys: client.untag_open_id_connect_provider(TagKeys=keys, **target),
    )


def _delete_issuer(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing():
        aws.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=id_)


POLICY = Resource(
    title="IAM Policy",
    create=_create_policy,
    read=_read_policy,
    update=_update_policy,
    delete=_delete_policy,
    autoname="",
    defaults={"path": "/"},
    equal={"policy": same_document},
)
ROLE_POLICY_ATTACHMENT = Resource(
    title="IAM Role Policy Attachment",
    create=_attach,
    read=_read_attachment,
    delete=_detach,
    from_id=lambda id_: dict(zip(("role", "policyArn"), id_.split("/", 1), strict=False)),
)
OPEN_ID_CONNECT_PROVIDER = Resource(
    title="IAM OIDC Provider",
    create=_create_issuer,
    read=_read_issuer,
    update=_update_issuer,
    delete=_delete_issuer,
    equal={"clientIdLists": same_set, "thumbprintLists": same_set, "url": same_ending},
)
