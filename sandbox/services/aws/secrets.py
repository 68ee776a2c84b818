"""Secrets Manager where moto 5.2.5 differs from AWS.

Each method names the rule and its source in the AWS Secrets Manager API Reference. What is not
overridden here is moto's.
"""

from __future__ import annotations

import json
from typing import Any

from moto.secretsmanager import urls
from moto.secretsmanager.exceptions import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceExistsException,
    SecretNotFoundException,
    SecretsManagerClientError,
)
from moto.secretsmanager.models import (
    FakeSecret,
    ReplicaSecret,
    SecretsManagerBackend,
    secretsmanager_backends,
)
from moto.secretsmanager.responses import SecretsManagerResponse

from sandbox.services.aws.labels import (
    CURRENT,
    LABEL_LIMIT,
    LabelRefused,
    attached,
    count,
    holder,
    moved,
)


def mend_secrets_manager() -> None:
    """Make moto use the rules below; before the first request."""
    secretsmanager_backends.backend = LabelledSecrets
    SecretsManagerResponse.list_secret_version_ids = list_secret_version_ids  # type: ignore[assignment, method-assign]
    FakeSecret._form_version_ids_to_stages = labelled_versions  # type: ignore[assignment, method-assign]


def labelled_versions(secret: FakeSecret) -> dict[str, Any]:
    """DescribeSecret: versions without staging labels are deprecated and not included."""
    return {version: list(held) for version, held in labels_of(secret).items() if held}


def list_secret_version_ids(response: SecretsManagerResponse) -> str:
    """ListSecretVersionIds: versions without staging labels only with IncludeDeprecated.

    moto shows all of them, calls the name an ARN, and fails with 500 on an unknown secret.
    """
    secret = response.backend.describe_secret(response._get_param("SecretId", if_none=""))
    deprecated = bool(response._get_param("IncludeDeprecated", if_none=False))
    versions = [
        {
            "VersionId": version,
            "VersionStages": record["version_stages"],
            "CreatedDate": record["createdate"],
        }
        for version, record in secret.versions.items()
        if deprecated or record["version_stages"]
    ]
    return json.dumps({"ARN": secret.arn, "Name": secret.name, "Versions": versions})


def labels_of(secret: FakeSecret | ReplicaSecret | None) -> dict[str, list[str]]:
    """The labels of each version; none where there is no secret yet."""
    versions = secret.versions if secret is not None else {}
    return {version: record["version_stages"] for version, record in versions.items()}


class LabelledSecrets(SecretsManagerBackend):
    """Moves staging labels as AWS does."""

    @property
    def _url_module(self) -> Any:
        # moto derives the module's name from that of the class, and would look for it here.
        return urls

    def create_secret(self, name: str, *args: Any, **kwargs: Any) -> str:
        """CreateSecret: a name whose secret is scheduled for deletion is an InvalidRequest.

        Clients wait for that answer's text; moto says that the secret exists.
        """
        if name in self.secrets and self.secrets[name].is_deleted():
            raise InvalidRequestException(
                "You can't create this secret because a secret with this name is already "
                "scheduled for deletion."
            )
        return super().create_secret(name, *args, **kwargs)

    def put_secret_value(
        self,
        secret_id: str,
        secret_string: str,
        secret_binary: str,
        client_request_token: str,
        version_stages: list[str],
    ) -> str:
        """PutSecretValue: refused while the secret is scheduled for deletion; a version is final.

        The same token with the same value is ignored, labels included, and with another value it
        is a ResourceExistsException; moto overwrites the version while it has AWSPENDING.
        """
        secret = self._alive(secret_id)
        former = secret.versions.get(client_request_token, {})
        values = former.get("secret_string"), former.get("secret_binary")
        if values == (None, None):
            return super().put_secret_value(
                secret_id, secret_string, secret_binary, client_request_token, version_stages
            )
        if values != (secret_string, secret_binary):
            raise ResourceExistsException(
                "You can't use ClientRequestToken because that value is already in use for "
                "another version of the secret."
            )
        return secret.to_short_dict(include_version_stages=True, version_id=client_request_token)

    def update_secret_version_stage(
        self,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: str,
        move_to_version_id: str,
    ) -> tuple[str, str]:
        """UpdateSecretVersionStage, by the rules of `labels.moved`.

        moto lets two versions have one label, lets AWSCURRENT be removed, and goes on answering
        GetSecretValue without a stage from the version that AWSCURRENT has left.
        """
        secret = self._alive(secret_id)
        try:
            labels = moved(
                labels_of(secret),
                version_stage,
                remove_from=remove_from_version_id or None,
                move_to=move_to_version_id or None,
            )
        except LabelRefused as refusal:
            raise InvalidParameterException(str(refusal)) from None
        _check_limit(labels)
        _label(secret, labels)
        return secret.arn, secret.name

    def _add_secret(self, *args: Any, **kwargs: Any) -> tuple[FakeSecret, bool]:
        """A new version takes its labels from the versions that had them.

        When AWSCURRENT moves on, moto leaves the former holder AWSPREVIOUS alone; AWS keeps its
        other labels. A label that comes along with AWSCURRENT stays on its old version in moto.
        """
        known = self.secrets.get(args[0])
        before = {version: list(held) for version, held in labels_of(known).items()}
        added = list(kwargs.get("version_stages") or [CURRENT])
        kwargs["version_stages"] = list(added)
        _check_limit(attached(before, "", added))
        secret, has_version = super()._add_secret(*args, **kwargs)
        if has_version:
            fresh = (version for version in secret.versions if version not in before)
            _label(secret, attached(before, kwargs["version_id"] or next(fresh), added))
        return secret, has_version

    def _alive(self, secret_id: str) -> FakeSecret:
        if secret_id not in self.secrets:
            raise SecretNotFoundException
        secret = self.secrets[secret_id]
        if secret.is_deleted():
            raise InvalidRequestException(
                "You can't perform this operation on the secret because it was marked for deletion."
            )
        if isinstance(secret, ReplicaSecret):
            raise InvalidParameterException("Operation not permitted on a replica secret.")
        return secret


def _label(secret: FakeSecret, labels: dict[str, list[str]]) -> None:
    for version, held in labels.items():
        secret.versions[version]["version_stages"] = held
    secret.set_default_version_id(holder(labels, CURRENT))


def _check_limit(labels: dict[str, list[str]]) -> None:
    if count(labels) > LABEL_LIMIT:
        raise SecretsManagerClientError(
            "LimitExceededException",
            f"A secret can have {LABEL_LIMIT} staging labels across all its versions.",
        )
