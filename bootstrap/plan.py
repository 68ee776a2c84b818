"""Pure: the names of a stack and of what it needs before its first update."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from components.access.trust_policy import REPOSITORY
from components.aws.arn import Arn
from components.refusal import Refusal

PROJECT = "submit-key"
_KEY_ENVIRONMENTS = {
    "dev": "development",
    "development": "development",
    "staging": "staging",
    "prod": "production",
    "production": "production",
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One stack of this project in one AWS account and region."""

    name: str
    """The name of the stack and of its GitHub environment."""
    account: str
    region: str
    repository: str
    """`owner/name` of the repository whose workflows deploy, or `owner@ID/name@ID`."""
    bucket: str = ""
    """The state bucket; empty for one bucket that all stacks of the account share."""
    siblings: Sequence[str] = ()
    """Names of the stacks whose keys are refused here."""
    key_environment: str = ""
    """The vendor's environment of the key: `development`, `staging` or `production`; empty where
    the stack's name says it."""
    endpoint: str | None = None
    """The address of S3, where it is not AWS's own."""

    def __post_init__(self) -> None:
        for name in (self.name, *self.siblings):
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
                shape = "is not 1 to 31 of a-z 0-9 - starting with a letter"
                raise Refusal("NAME", shape, "correct it")
        if not re.fullmatch(REPOSITORY, self.repository):
            raise Refusal("REPOSITORY", "is not owner/name", "name the repository that deploys")
        if not self.key_environment and self.name not in _KEY_ENVIRONMENTS:
            known = ", ".join(sorted(set(_KEY_ENVIRONMENTS.values())))
            shape = "does not say which of the vendor's environments its key belongs to"
            raise Refusal("NAME", shape, f"add ENVIRONMENT= one of {known}")

    @property
    def environment(self) -> str:
        """The vendor's environment that the key belongs to."""
        return self.key_environment or _KEY_ENVIRONMENTS[self.name]

    @property
    def owner(self) -> str:
        """The owner of the repository on GitHub."""
        return self.repository_name.partition("/")[0]

    @property
    def repository_name(self) -> str:
        """`owner/name`, without ids."""
        return re.sub(r"@\d+", "", self.repository)

    @property
    def state_bucket(self) -> str:
        """One bucket for all stacks: a stack can refuse only the keys of stacks in its backend."""
        return self.bucket or f"{PROJECT}-state-{self.account}-{self.region}"

    def alias(self, name: str | None = None) -> str:
        """The KMS key of a stack's secrets in settings and state; by default of this stack's."""
        return f"alias/{PROJECT}-{name or self.name}"

    @property
    def secrets_provider(self) -> str:
        """The argument of `pulumi stack init --secrets-provider`."""
        return f"awskms://{self.alias()}?region={self.region}"

    @property
    def backend(self) -> str:
        """The argument of `pulumi login`."""
        query = {"region": self.region}
        if self.endpoint:
            address = urlsplit(self.endpoint)
            query |= {"endpoint": address.netloc, "s3ForcePathStyle": "true"}
            query |= {"disableSSL": "true"} if address.scheme == "http" else {}
        return f"s3://{self.state_bucket}?{urlencode(query)}"

    @property
    def prefix(self) -> str:
        """How the names of the stack's own resources in AWS begin."""
        return f"{PROJECT}-{self.name}"

    def role(self, purpose: str) -> str:
        """The role that a workflow takes; the purpose is `deploy` or `preview`."""
        return f"{PROJECT}-{purpose}-{self.name}"

    @property
    def secret(self) -> Arn:
        """The stack's secret; the account's other ARNs are made from it."""
        return Arn.of_secret(f"{PROJECT}/{self.name}", self.region, self.account)

    @property
    def sibling_stacks(self) -> list[str]:
        """Full names, the value of the setting `siblings`."""
        return [f"organization/{PROJECT}/{name}" for name in self.siblings]
