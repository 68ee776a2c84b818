"""Pure: what an environment is called, and what its parts are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from components.aws.arn import Arn

PROJECT = "submit-key"
_KEY_ENVIRONMENTS = {
    "dev": "development",
    "development": "development",
    "staging": "staging",
    "prod": "production",
    "production": "production",
}


class Refused(ValueError):
    """The command cannot be meant: what is wrong and the way out, in one line."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One environment of one project in one AWS account and region."""

    name: str
    """The stack's name and the GitHub environment's."""
    account: str
    region: str
    repository: str
    """`owner/name` of the repository whose workflows deploy."""
    partition: str = "aws"
    bucket: str = ""
    """The state bucket; empty: one for all environments of the account."""
    siblings: Sequence[str] = ()
    """Names of the environments whose keys are refused here."""
    key_environment: str = ""
    """`development`, `staging` or `production`; empty: told from the name."""
    endpoint: str | None = None
    """Where S3 is not AWS's own."""

    def __post_init__(self) -> None:
        for name in (self.name, *self.siblings):
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
                raise Refused("NAME is not 1 to 31 of a-z 0-9 - starting with a letter; correct it")
        if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", self.repository):
            raise Refused("REPOSITORY is not owner/name; name the repository that deploys")
        if not self.key_environment and self.name not in _KEY_ENVIRONMENTS:
            known = ", ".join(sorted(set(_KEY_ENVIRONMENTS.values())))
            raise Refused(
                f"NAME does not tell whose keys it takes; add ENVIRONMENT= one of {known}"
            )

    @property
    def environment(self) -> str:
        """Which of the vendor's environments its keys belong to."""
        return self.key_environment or _KEY_ENVIRONMENTS[self.name]

    @property
    def owner(self) -> str:
        """The account on GitHub."""
        return self.repository.partition("/")[0]

    @property
    def state_bucket(self) -> str:
        """One for all environments: a stack can refuse a sibling's key only in one backend."""
        return self.bucket or f"{PROJECT}-state-{self.account}-{self.region}"

    def alias(self, name: str | None = None) -> str:
        """The KMS key that encrypts an environment's secrets in settings and state."""
        return f"alias/{PROJECT}-{name or self.name}"

    @property
    def secrets_provider(self) -> str:
        """As `pulumi stack init --secrets-provider` takes it."""
        return f"awskms://{self.alias()}?region={self.region}"

    @property
    def backend(self) -> str:
        """As `pulumi login` takes it."""
        query = {"region": self.region}
        if self.endpoint:
            address = urlsplit(self.endpoint)
            query |= {"endpoint": address.netloc, "s3ForcePathStyle": "true"}
            query |= {"disableSSL": "true"} if address.scheme == "http" else {}
        return f"s3://{self.state_bucket}?{urlencode(query)}"

    @property
    def prefix(self) -> str:
        """What the names of the stack's own resources in AWS begin with."""
        return f"{PROJECT}-{self.name}"

    def role(self, purpose: str) -> str:
        """The role that a workflow takes: for `deploy` or `preview`."""
        return f"{PROJECT}-{purpose}-{self.name}"

    @property
    def secret(self) -> Arn:
        """The secret of this environment; the account's other ARNs are made from it."""
        return Arn(
            partition=self.partition,
            service="secretsmanager",
            region=self.region,
            account=self.account,
            resource=f"secret:{PROJECT}/{self.name}",
        )

    @property
    def sibling_stacks(self) -> list[str]:
        """Full names, as the setting `siblings` takes them."""
        return [f"organization/{PROJECT}/{name}" for name in self.siblings]
