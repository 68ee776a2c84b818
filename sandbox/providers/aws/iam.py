"""IAM: roles, policies and their attachments, and the OpenID Connect provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import ignoring_missing
from sandbox.providers.aws.row import Row, document, members
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.sameness import same_document, same_ending, same_set
from sandbox.providers.wire import Properties

_VERSIONS_KEPT = 5


@dataclass(frozen=True, kw_only=True)
class _Policy(Row):
    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        version = self.call(
            aws, "get_policy_version", {"PolicyArn": id_, "VersionId": found["DefaultVersionId"]}
        )
        return {"policy": document(version["PolicyVersion"]["Document"])}

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        iam = client.client("iam")
        with ignoring_missing():
            for version in _spare_versions(iam, id_):
                iam.delete_policy_version(PolicyArn=id_, VersionId=version)
            iam.delete_policy(PolicyArn=id_)


def _new_version(iam: Any, id_: str, _old: Properties, state: Properties) -> None:
    spare = _spare_versions(iam, id_)
    if len(spare) >= _VERSIONS_KEPT - 1:
        iam.delete_policy_version(PolicyArn=id_, VersionId=spare[0])
    iam.create_policy_version(PolicyArn=id_, PolicyDocument=state["policy"], SetAsDefault=True)


def _spare_versions(iam: Any, id_: str) -> list[str]:
    """All versions but the one in force, the oldest first."""
    versions = iam.list_policy_versions(PolicyArn=id_)["Versions"]
    spare = [each["VersionId"] for each in versions if not each["IsDefaultVersion"]]
    return sorted(spare, key=lambda version: int(version.removeprefix("v")))


@dataclass(frozen=True, kw_only=True)
class _Role(Row):
    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        """The real provider lists the role's policies, so whoever reads it needs the right to."""
        attached = self.call(aws, "list_attached_role_policies", {"RoleName": id_})
        self.call(aws, "list_role_policies", {"RoleName": id_})
        arns = sorted(each["PolicyArn"] for each in attached["AttachedPolicies"])
        return {"managedPolicyArns": arns}


@dataclass(frozen=True, kw_only=True)
class _Attachment(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {"RoleName": state["role"]}

    def removal(self, id_: str, state: Properties) -> Properties:
        return {"RoleName": state["role"], "PolicyArn": state["policyArn"]}

    def create(self, client: Aws, state: Properties) -> str:
        return f"{super().create(client, state)}/{state['policyArn']}"

    def chosen(self, answer: Any, state: Properties) -> Any:
        attached = [each["PolicyArn"] for each in answer["AttachedPolicies"]]
        is_there = state["policyArn"] in attached
        return {"RoleName": state["role"], "PolicyArn": state["policyArn"]} if is_there else None

    def imported(self, client: Aws, id_: str) -> tuple[str, Properties]:
        role, _, policy = id_.partition("/")
        return id_, {"role": role, "policyArn": policy}


@dataclass(frozen=True, kw_only=True)
class _Issuer(Row):
    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        return {"arn": id_}


def _new_audiences(iam: Any, id_: str, old: Properties, state: Properties) -> None:
    target = {"OpenIDConnectProviderArn": id_}
    before, after = set(old["clientIdLists"]), set(state["clientIdLists"])
    for audience in sorted(after - before):
        iam.add_client_id_to_open_id_connect_provider(ClientID=audience, **target)
    for audience in sorted(before - after):
        iam.remove_client_id_from_open_id_connect_provider(ClientID=audience, **target)


POLICY = _Policy(
    title="IAM Policy",
    service="iam",
    key="PolicyArn",
    members=members("description", name="PolicyName", policy="PolicyDocument"),
    outputs=members("arn", "attachmentCount"),
    creates="create_policy",
    made="Policy.Arn",
    gets="get_policy",
    found="Policy",
    deletes="delete_policy",
    changes={("policy",): _new_version},
    tagging=Tagging(
        target=lambda id_, _: {"PolicyArn": id_}, tag="tag_policy", untag="untag_policy"
    ),
    autoname="",
    equal={"policy": same_document},
)
ROLE = _Role(
    title="IAM Role",
    service="iam",
    key="RoleName",
    members=members(
        "description",
        "maxSessionDuration",
        assumeRolePolicy="AssumeRolePolicyDocument",
        name="RoleName",
    ),
    outputs=members("arn"),
    creates="create_role",
    gets="get_role",
    found="Role",
    deletes="delete_role",
    changes={
        ("assumeRolePolicy",): lambda iam, id_, _, state: iam.update_assume_role_policy(
            RoleName=id_, PolicyDocument=state["assumeRolePolicy"]
        ),
        ("description",): lambda iam, id_, _, state: iam.update_role_description(
            RoleName=id_, Description=state.get("description", "")
        ),
        ("maxSessionDuration",): lambda iam, id_, _, state: iam.update_role(
            RoleName=id_, MaxSessionDuration=state["maxSessionDuration"]
        ),
    },
    defaults={"maxSessionDuration": 3600},
    tagging=Tagging(target=lambda id_, _: {"RoleName": id_}, tag="tag_role", untag="untag_role"),
    autoname="",
    equal={"assumeRolePolicy": same_document},
)
ROLE_POLICY_ATTACHMENT = _Attachment(
    title="IAM Role Policy Attachment",
    service="iam",
    key="RoleName",
    members=members("policyArn", role="RoleName"),
    creates="attach_role_policy",
    gets="list_attached_role_policies",
    deletes="detach_role_policy",
)
OPEN_ID_CONNECT_PROVIDER = _Issuer(
    title="IAM OIDC Provider",
    service="iam",
    key="OpenIDConnectProviderArn",
    members=members("url", clientIdLists="ClientIDList"),
    creates="create_open_id_connect_provider",
    made="OpenIDConnectProviderArn",
    gets="get_open_id_connect_provider",
    deletes="delete_open_id_connect_provider",
    changes={("clientIdLists",): _new_audiences},
    tagging=Tagging(
        target=lambda id_, _: {"OpenIDConnectProviderArn": id_},
        tag="tag_open_id_connect_provider",
        untag="untag_open_id_connect_provider",
    ),
    equal={"clientIdLists": same_set, "url": same_ending},
)
