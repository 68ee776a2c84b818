"""Two keys in one stack: each is proved, rotated and retired by itself."""

import pulumi

from components.access.settings import AccessSettings
from components.github.settings import GithubSettings
from components.store.settings import StoreSettings
from components.submit_key import SubmitKey, SubmitKeyArgs

config = pulumi.Config()
stack = pulumi.get_stack()
base_url = config.require("baseUrl")
allowed_hosts = tuple(config.get_object("allowedHosts") or ())

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
        # One key must not serve both: production refuses the key of staging.
        sibling_keys={"staging": staging.fingerprint.apply(lambda mark: [mark])},
    ),
)

for name, key in (("staging", staging), ("production", production)):
    pulumi.export(f"{name}NextStep", key.next_step)
    pulumi.export(f"{name}History", key.history)
