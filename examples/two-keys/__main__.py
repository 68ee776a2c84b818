"""Two keys in one stack: each is proved, rotated and retired by itself."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.access.settings import AccessSettings
from components.github.settings import GithubSettings
from components.store.settings import StoreSettings
from components.submit_key import SubmitKey, SubmitKeyArgs

config = pulumi.Config()
stack = pulumi.get_stack()
base_url = config.require("baseUrl")
allowed_hosts = tuple(config.get_object("allowedHosts") or ())
# What the last update exported: a program cannot read the old state of its resources.
last = pulumi.StackReference(f"{pulumi.get_organization()}/{pulumi.get_project()}/{stack}")


def used(name: str) -> pulumi.Output[Sequence[str]]:
    """The fingerprints of the keys of this name, former ones too."""
    history: pulumi.Output[list[dict[str, Any]] | None] = last.get_output(f"{name}History")
    return history.apply(lambda lives: [life["fingerprint"] for life in lives or []])


staging = SubmitKey(
    "submit-staging",
    SubmitKeyArgs(
        key=config.require_secret("stagingKey"),
        key_version=config.require_int("stagingVersion"),
        environment="staging",
        base_url=base_url,
        allowed_hosts=allowed_hosts,
        store=StoreSettings(name=f"submit-staging/{stack}"),
        access=AccessSettings(readers=("submit-worker",)),
        github=GithubSettings(repositories=("alpha",)),
        # One key must not serve both, so each refuses every key that the other ever used.
        sibling_keys={"production": used("production")},
        last_history=last.get_output("stagingHistory"),
        last_ci_drift=last.get_output("stagingCiDrift"),
    ),
)
production = SubmitKey(
    "submit-production",
    SubmitKeyArgs(
        key=config.require_secret("productionKey"),
        key_version=config.require_int("productionVersion"),
        environment="production",
        base_url=base_url,
        allowed_hosts=allowed_hosts,
        store=StoreSettings(name=f"submit-production/{stack}"),
        access=AccessSettings(readers=("submit-reader",)),
        github=GithubSettings(repositories=("beta",)),
        sibling_keys={
            # What staging declares now, too: before the first update nothing is exported.
            "staging": pulumi.Output.all(staging.fingerprint, used("staging")).apply(
                lambda found: [found[0], *found[1]]
            ),
        },
        last_history=last.get_output("productionHistory"),
        last_ci_drift=last.get_output("productionCiDrift"),
    ),
)

for name, key in (("staging", staging), ("production", production)):
    pulumi.export(f"{name}NextStep", key.next_step)
    pulumi.export(f"{name}History", key.history)
    pulumi.export(f"{name}CiDrift", key.ci_drift)
