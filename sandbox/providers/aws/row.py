"""The row of one AWS resource type: the calls it takes, and what they call its properties."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.tags import Tagging, all_tags, pairs
from sandbox.providers.resource import Resource
from sandbox.providers.wire import Properties

Write = Callable[[Any, str, Properties, Properties], object]
"""Changes some properties: (client of the service, id, old state, state)."""


def members(*names: str, **others: str) -> dict[str, str]:
    """Map properties to members of the API: `kmsKeyId` to KmsKeyId, others as given."""
    return {name: name[0].upper() + name[1:] for name in names} | others


def sent(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Only the arguments that have a value: boto3 refuses None."""
    return {name: value for name, value in arguments.items() if value not in (None, "", [], {})}


@dataclass(frozen=True, kw_only=True)
class Row(Resource):
    """A resource type of one service; a subclass adds what does not fit these fields."""

    service: str
    key: str
    """The member by which the calls name it."""
    members: Mapping[str, str]
    """Properties that are sent and read, each with its member."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """The same for those that are only read."""
    creates: str
    made: str | None = None
    """Where the answer has the id (JMESPath); None: the id is what was sent as `key`."""
    gets: str
    found: str = "@"
    """Where the answer has the members (JMESPath)."""
    deletes: str
    changes: Mapping[tuple[str, ...], Write] = field(default_factory=dict)
    """How properties change; empty: with the call that creates."""
    tagging: Tagging | None = None

    def named(self, id_: str, state: Properties) -> Properties:
        """What reading sends."""
        return {self.key: id_}

    def removal(self, id_: str, state: Properties) -> Properties:
        """What deleting sends."""
        return self.named(id_, state)

    def chosen(self, answer: Any, state: Properties) -> Any:
        """Find the members in the answer to reading; None if they are not there."""
        return _searched(self.found, answer)

    def arguments(self, state: Properties) -> Properties:
        """What creating sends."""
        return {member: state.get(name) for name, member in self.members.items()}

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        """Outputs that need another call, or that are written in another way."""
        return {}

    def create(self, client: Aws, state: Properties) -> str:
        arguments = self.arguments(state)
        if self.tagging:
            tags = all_tags(client, state)
            arguments["Tags"] = pairs(tags, self.tagging.key, self.tagging.value)
        answer = self.call(client, self.creates, sent(arguments))
        return str(_searched(self.made, answer) if self.made else arguments[self.key])

    def read(self, client: Aws, id_: str, state: Properties) -> Properties | None:
        service = client.client(self.service)
        answer = found_or_none(lambda: _whole(service, self.gets, self.named(id_, state)))
        found = answer and self.chosen(answer, state)
        if not found:
            return None
        both = {**self.members, **self.outputs}
        outputs = {name: document(found.get(member)) for name, member in both.items()}
        outputs |= {"region": client.region, **self.more(client, id_, state, found)}
        if self.tagging:
            listed = self.tagging.listed(service, id_, outputs, found)
            outputs |= self.tagging.outputs(client, listed, state)
        return outputs

    def update(self, client: Aws, id_: str, old: Properties, state: Properties) -> None:
        if not self.changes:
            self.create(client, state)
        service = client.client(self.service)
        for names, write in self.changes.items():
            if any(not self.same(name, old.get(name), state.get(name)) for name in names):
                write(service, id_, old, state)
        if self.tagging:
            self.tagging.change(service, id_, old, all_tags(client, state))

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        with ignoring_missing():
            self.call(client, self.deletes, self.removal(id_, state))

    def call(self, aws: Aws, operation: str, arguments: Properties) -> Any:
        """Call an operation of the service."""
        return getattr(aws.client(self.service), operation)(**arguments)


def document(value: Any) -> Any:
    """boto3 hands some policy documents over already parsed."""
    return json.dumps(value) if isinstance(value, dict) else value


def _whole(service: Any, operation: str, arguments: Properties) -> Any:
    """The answer with all its pages."""
    if service.can_paginate(operation):
        return service.get_paginator(operation).paginate(**arguments).build_full_result()
    return getattr(service, operation)(**arguments)


def _searched(path: str, answer: Any) -> Any:
    return import_module("jmespath").search(path, answer)
