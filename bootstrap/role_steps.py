"""The steps that let GitHub's jobs work in AWS: the OIDC provider and the roles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.plan import PROJECT, Plan
from bootstrap.step import found
from components.access.trust_policy import ISSUER, SESSION_SECONDS, audience


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """The account trusts GitHub's tokens."""

    plan: Plan
    iam: Any

    @property
    def words(self) -> str:
        """What it is."""
        return f"OIDC provider {ISSUER}"

    def is_done(self) -> bool:
        """Ask for it and its audience."""
        existing = self._existing()
        return existing is not None and self._audience in existing["ClientIDList"]

    def do(self) -> None:
        """Make it, or add our audience to the one that is there."""
        if self._existing() is None:
            self.iam.create_open_id_connect_provider(
                Url=f"https://{ISSUER}", ClientIDList=[self._audience]
            )
        elif not self.is_done():
            self.iam.add_client_id_to_open_id_connect_provider(
                OpenIDConnectProviderArn=self._arn, ClientID=self._audience
            )

    @property
    def _audience(self) -> str:
        return audience(self.plan.secret.partition)

    @property
    def _arn(self) -> str:
        return self.plan.secret.iam(f"oidc-provider/{ISSUER}")

    def _existing(self) -> Any | None:
        get = self.iam.get_open_id_connect_provider
        return found(get, "NoSuchEntity", OpenIDConnectProviderArn=self._arn)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role that workflows take."""

    name: str
    iam: Any
    trust: str
    policy: str

    @property
    def words(self) -> str:
        """What it is."""
        return f"role {self.name}"

    def is_done(self) -> bool:
        """Ask for it, how long its sessions may last, and compare its two documents."""
        role = self._existing()
        if role is None or role["AssumeRolePolicyDocument"] != json.loads(self.trust):
            return False
        if role["MaxSessionDuration"] < SESSION_SECONDS:
            return False
        own = {"RoleName": self.name, "PolicyName": PROJECT}
        policy = found(self.iam.get_role_policy, "NoSuchEntity", **own)
        return policy is not None and policy["PolicyDocument"] == json.loads(self.policy)

    def do(self) -> None:
        """Make it, or give it today's documents and longer sessions; never shorter ones."""
        longest = {"RoleName": self.name, "MaxSessionDuration": SESSION_SECONDS}
        role = self._existing()
        if role is None:
            self.iam.create_role(AssumeRolePolicyDocument=self.trust, **longest)
        elif role["MaxSessionDuration"] < SESSION_SECONDS:
            self.iam.update_role(**longest)
        self.iam.update_assume_role_policy(RoleName=self.name, PolicyDocument=self.trust)
        self.iam.put_role_policy(RoleName=self.name, PolicyName=PROJECT, PolicyDocument=self.policy)

    def _existing(self) -> Any | None:
        answer = found(self.iam.get_role, "NoSuchEntity", RoleName=self.name)
        return answer and answer["Role"]
