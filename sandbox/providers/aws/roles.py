"""IAM: roles and the policies written into them."""

from __future__ import annotations

from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.iam import document
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document, same_set
from sandbox.providers.wire import Properties


def _create(aws: Aws, state: Properties) -> str:
    made = aws.client("iam").create_role(
        RoleName=given_or_generated(state),
        AssumeRolePolicyDocument=state["assumeRolePolicy"],
        **sent(
            {
                "Path": state.get("path"),
                "Description": state.get("description"),
                "MaxSessionDuration": state.get("maxSessionDuration"),
                "PermissionsBoundary": state.get("permissionsBoundary"),
                "Tags": pairs(all_tags(aws, state)),
            }
        ),
    )
    return str(made["Role"]["RoleName"])


def _finish(aws: Aws, id_: str, state: Properties) -> None:
    _write_policies(aws.client("iam"), id_, {}, state)


def _write_policies(client: Any, id_: str, old: Properties, state: Properties) -> None:
    before = set(old.get("managedPolicyArns") or [])
    after = set(state.get("managedPolicyArns") or [])
    for arn in sorted(before - after):
        client.detach_role_policy(RoleName=id_, PolicyArn=arn)
    for arn in sorted(after - before):
        client.attach_role_policy(RoleName=id_, PolicyArn=arn)
    inline = {each["name"]: each["policy"] for each in state.get("inlinePolicies") or []}
    for each in old.get("inlinePolicies") or []:
        if each["name"] not in inline:
            client.delete_role_policy(RoleName=id_, PolicyName=each["name"])
    for name, policy in inline.items():
        client.put_role_policy(RoleName=id_, PolicyName=name, PolicyDocument=policy)


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("iam")
    answer = found_or_none(lambda: client.get_role(RoleName=id_))
    if answer is None:
        return None
    role = answer["Role"]
    boundary = role.get("PermissionsBoundary") or {}
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": document(role["AssumeRolePolicyDocument"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description") or None,
        "maxSessionDuration": role.get("MaxSessionDuration"),
        "name": role["RoleName"],
        "namePrefix": state.get("namePrefix", ""),
        "path": role.get("Path"),
        "permissionsBoundary": boundary.get("PermissionsBoundaryArn"),
        "uniqueId": role["RoleId"],
        "managedPolicyArns": _attached(client, id_),
        **found(aws, role.get("Tags"), state),
    }


def _attached(client: Any, id_: str) -> list[str]:
    pages = client.get_paginator("list_attached_role_policies").paginate(RoleName=id_)
    return sorted(each["PolicyArn"] for page in pages for each in page["AttachedPolicies"])


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("iam")
    if not same_document(old.get("assumeRolePolicy"), state["assumeRolePolicy"]):
        client.update_assume_role_policy(RoleName=id_, PolicyDocument=state["assumeRolePolicy"])
    plain = {"description": "Description", "maxSessionDuration": "MaxSessionDuration"}
    if any(old.get(name) != state.get(name) for name in plain):
        arguments = sent({plain[name]: state.get(name) for name in plain})
        client.update_role(RoleName=id_, **{"Description": "", **arguments})
    _write_boundary(client, id_, old, state)
    _write_policies(client, id_, old, state)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_role(RoleName=id_, Tags=pairs(tags)),
        lambda keys: client.untag_role(RoleName=id_, TagKeys=keys),
    )


def _write_boundary(client: Any, id_: str, old: Properties, state: Properties) -> None:
    boundary = state.get("permissionsBoundary")
    if boundary and boundary != old.get("permissionsBoundary"):
        client.put_role_permissions_boundary(RoleName=id_, PermissionsBoundary=boundary)
    elif old.get("permissionsBoundary") and not boundary:
        client.delete_role_permissions_boundary(RoleName=id_)


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    """Only what the resource itself attached goes with it, unless detaching is forced."""
    client = aws.client("iam")
    with ignoring_missing():
        if state.get("forceDetachPolicies") or state.get("managedPolicyArns"):
            for arn in _attached(client, id_):
                client.detach_role_policy(RoleName=id_, PolicyArn=arn)
        if state.get("forceDetachPolicies") or state.get("inlinePolicies"):
            for name in client.list_role_policies(RoleName=id_)["PolicyNames"]:
                client.delete_role_policy(RoleName=id_, PolicyName=name)
        client.delete_role(RoleName=id_)


def _put_inline(aws: Aws, state: Properties) -> str:
    name = given_or_generated(state)
    state["name"] = name
    aws.client("iam").put_role_policy(
        RoleName=state["role"], PolicyName=name, PolicyDocument=state["policy"]
    )
    return f"{state['role']}:{name}"


def _read_inline(aws: Aws, id_: str, state: Properties) -> Properties | None:
    role, name = id_.split(":", 1)
    client = aws.client("iam")
    answer = found_or_none(lambda: client.get_role_policy(RoleName=role, PolicyName=name))
    return answer and {
        "name": name,
        "namePrefix": state.get("namePrefix", ""),
        "policy": document(answer["PolicyDocument"]),
        "role": role,
    }


def _delete_inline(aws: Aws, id_: str, _state: Properties) -> None:
    role, name = id_.split(":", 1)
    with ignoring_missing():
        aws.client("iam").delete_role_policy(RoleName=role, PolicyName=name)


ROLE = Resource(
    title="IAM Role",
    create=_create,
    finish=_finish,
    read=_read,
    update=_update,
    delete=_delete,
    autoname="",
    defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
    equal={"assumeRolePolicy": same_document, "managedPolicyArns": same_set},
)
ROLE_POLICY = Resource(
    title="IAM Role Policy",
    create=_put_inline,
    read=_read_inline,
    upsert=True,
    delete=_delete_inline,
    autoname="",
    equal={"policy": same_document},
)
