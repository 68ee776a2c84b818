"""Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.wire import Properties

_VALUES = ("value", "valueWo", "insecureValue")
_WRITTEN = (
    "value",
    "insecureValue",
    "valueWoVersion",
    "allowedPattern",
    "description",
    "keyId",
    "tier",
    "type",
)


def _arguments(state: Properties) -> Properties:
    return sent(
        {
            "Type": state["type"],
            "Value": next(state[name] for name in _VALUES if state.get(name)),
            "AllowedPattern": state.get("allowedPattern"),
            "DataType": state.get("dataType"),
            "Description": state.get("description"),
            "KeyId": state.get("keyId") if state["type"] == "SecureString" else None,
            "Tier": state.get("tier"),
        }
    )


def _create(aws: Aws, state: Properties) -> str:
    """Without `overwrite` a parameter that exists is refused (ParameterAlreadyExists)."""
    name = given_or_generated(state)
    tags = sent({"Tags": pairs(all_tags(aws, state))})
    overwrite = {"Overwrite": True} if state.get("overwrite") else tags
    aws.client("ssm").put_parameter(Name=name, **overwrite, **_arguments(state))
    return name


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("ssm")
    answer = found_or_none(lambda: client.get_parameter(Name=id_, WithDecryption=True))
    if answer is None:
        return None
    parameter = answer["Parameter"]
    filters = [{"Key": "Name", "Option": "Equals", "Values": [id_]}]
    described = client.describe_parameters(ParameterFilters=filters)["Parameters"][0]
    tags = client.list_tags_for_resource(ResourceType="Parameter", ResourceId=id_)["TagList"]
    kept = "insecureValue" if "insecureValue" in state else "value"
    return {
        "allowedPattern": described.get("AllowedPattern") or None,
        "arn": parameter["ARN"],
        "dataType": parameter.get("DataType", "text"),
        "description": described.get("Description") or None,
        "hasValueWo": "valueWoVersion" in state,
        "keyId": described.get("KeyId", ""),
        "name": id_,
        "region": aws.region,
        "tier": described.get("Tier", "Standard"),
        "type": parameter["Type"],
        "version": parameter["Version"],
        **({} if "valueWoVersion" in state else {kept: parameter["Value"]}),
        **found(aws, tags, state),
    }


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("ssm")
    if state.get("insecureValue") != old.get("insecureValue"):
        state.pop("value", None)
    elif state.get("value") != old.get("value"):
        state.pop("insecureValue", None)
    if any(old.get(name) != state.get(name) for name in _WRITTEN):
        client.put_parameter(Name=id_, Overwrite=True, **_arguments(state))
    target = {"ResourceType": "Parameter", "ResourceId": id_}
    retag(
        aws,
        old,
        state,
        lambda tags: client.add_tags_to_resource(Tags=pairs(tags), **target),
        lambda keys: client.remove_tags_from_resource(TagKeys=keys, **target),
    )


def _delete(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing():
        aws.client("ssm").delete_parameter(Name=id_)


def _one_value(inputs: Properties) -> Iterator[tuple[str, str]]:
    if sum(name in inputs for name in _VALUES) != 1:
        yield "", f"exactly one of {', '.join(_VALUES)} must be given"
    if ("valueWo" in inputs) != ("valueWoVersion" in inputs):
        yield "", "valueWo and valueWoVersion must be given together"


PARAMETER = Resource(
    title="SSM Parameter",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    autoname="",
    rules=(_one_value,),
    write_only=frozenset({"valueWo"}),
    in_place={"tier": lambda old, new: not (old == "Advanced" and new == "Standard")},
    volatile=("version",),
)
