"""The row of one GitHub resource type, and the ids that the real provider makes and imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.providers.github.client import GitHub
from sandbox.providers.resource import ProviderError, Resource
from sandbox.providers.wire import Properties, unknown

Path = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Row(Resource):
    """A resource type; a subclass says what is sent and what is read."""

    path: Path
    """Its path in the REST API; properties in braces."""
    id_parts: tuple[str, ...]
    """The properties that its id is made of."""
    separator: str = ":"
    """What separates them in an id that is imported."""

    def where(self, github: GitHub, state: Properties) -> Path:
        """The path of this one."""
        known = {**state, "owner": github.owner}
        return tuple(str(part).format_map(known) for part in self.path)

    def id_of(self, state: Properties) -> str:
        """The id. A colon in an environment's name is escaped."""
        return ":".join(_escaped(part, str(state[part])) for part in self.id_parts)

    def delete(self, client: GitHub, id_: str, state: Properties) -> None:
        """Fail (404) for what is gone already, as the real provider does."""
        client.delete(*self.where(client, state))

    def imported(self, client: GitHub, id_: str) -> tuple[str, Properties]:
        """Ask for the repository; fail (404) if it is not there."""
        count = len(self.id_parts)
        values = id_.split(self.separator, count - 1)
        if len(values) != count or not all(values):
            wanted = self.separator.join(f"<{part}>" for part in self.id_parts)
            raise ProviderError(f'unexpected ID format ("{id_}"); expected {wanted}')
        state: Properties = dict(zip(self.id_parts, values, strict=True))
        if "environment" in state:
            state["environment"] = state["environment"].replace("??", ":")
        if "repository" in state:
            state["repositoryId"] = repository_id(client, state)
        return self.id_of(state), state


def repository_id(github: GitHub, state: Properties) -> int:
    """The number of a repository; fails for one that is not there."""
    return int(github.get("repos", github.owner, state["repository"])["id"])


def another_repository(github: GitHub, state: Properties, inputs: Properties) -> bool:
    """Whether a new name is a new repository, not the old one renamed (or not found)."""
    if unknown(inputs["repository"]):
        return False
    found = github.found("repos", github.owner, inputs["repository"])
    return found is not None and found["id"] != state.get("repositoryId")


def time_text(moment: str) -> str:
    """`2026-11-24T00:20:15Z` as the provider writes it: `2026-11-24 00:20:15 +0000 UTC`."""
    parsed = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return parsed.strftime("%Y-%m-%d %H:%M:%S %z UTC")


def _escaped(part: str, value: str) -> str:
    return value.replace(":", "??") if part == "environment" else value
