"""Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.wire import Properties

_VALUES = ("value", "insecureValue")
_DESCRIBED = members("description", "keyId", "tier")


def _target(id_: str, _state: Properties) -> Properties:
    return {"ResourceType": "Parameter", "ResourceId": id_}


@dataclass(frozen=True, kw_only=True)
class _Parameter(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {"Name": id_, "WithDecryption": True}

    def removal(self, id_: str, state: Properties) -> Properties:
        return {"Name": id_}

    def arguments(self, state: Properties) -> Properties:
        """Without `Overwrite` a parameter that exists is refused (ParameterAlreadyExists)."""
        return {**super().arguments(state), **_written(state)}

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        filters = [{"Key": "Name", "Option": "Equals", "Values": [id_]}]
        answer = self.call(aws, "describe_parameters", {"ParameterFilters": filters})
        [described] = answer["Parameters"]
        kept = "insecureValue" if "insecureValue" in state else "value"
        both = {name: described.get(member, "") for name, member in _DESCRIBED.items()}
        return {**both, kept: found["Value"]}


def _written(state: Properties) -> Properties:
    value = next(state[name] for name in _VALUES if state.get(name))
    key = state.get("keyId") if state["type"] == "SecureString" else None
    more = {member: state.get(name) for name, member in members("description", "tier").items()}
    return sent({"Type": state["type"], "Value": value, "KeyId": key, **more})


def _write(ssm: Any, id_: str, old: Properties, state: Properties) -> None:
    """Write the value that changed, and drop the other, which is the former one."""
    if changed := [name for name in _VALUES if state.get(name) != old.get(name)]:
        for name in set(_VALUES).difference(changed):
            state.pop(name, None)
    ssm.put_parameter(Name=id_, Overwrite=True, **_written(state))


def _one_value(inputs: Properties) -> Iterator[tuple[str, str]]:
    if sum(name in inputs for name in _VALUES) != 1:
        yield "", f"exactly one of {', '.join(_VALUES)} must be given"


PARAMETER = _Parameter(
    title="SSM Parameter",
    service="ssm",
    key="Name",
    members=members("name", "type"),
    outputs={"arn": "ARN", **members("version")},
    creates="put_parameter",
    gets="get_parameter",
    found="Parameter",
    deletes="delete_parameter",
    changes={(*_VALUES, "description", "keyId", "tier", "type"): _write},
    tagging=Tagging(
        target=_target,
        tag="add_tags_to_resource",
        untag="remove_tags_from_resource",
        lists="list_tags_for_resource",
        inside="TagList",
    ),
    autoname="",
    rules=(_one_value,),
    volatile=("version",),
)
