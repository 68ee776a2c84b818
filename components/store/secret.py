"""`KeyStore`: the secret that holds the key, and how it gets a new version without a gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import pulumi
from pulumi_aws import secretsmanager

from components.key.ledger import KeyLedger
from components.lookup import looked_up
from components.store.copies import refuse_forgotten
from components.store.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.store.parameters import KeyParameters, KeyParametersArgs
from components.store.recovery import say_how_to_restore
from components.store.rekeying import refuse_rekeying
from components.store.settings import StoreSettings
from components.store.shape import key_of, stored_text

_VACANT = "no key has been proved yet"


@dataclass(frozen=True, kw_only=True)
class KeyStoreArgs:
    """What a `KeyStore` needs."""

    key: pulumi.Output[str] = field(repr=False)
    """The key to store. An `Output`, not an `Input`, so that a bare string does not type-check."""
    key_version: int
    ledger: KeyLedger
    """The ledger, which records the key before it is stored anywhere."""
    settings: StoreSettings
    """How the key is stored."""
    protect: bool = True
    """Whether the engine refuses to delete the secret."""
    base_url: str
    """Stored beside the key if the shape is JSON."""


class KeyStore(pulumi.ComponentResource):
    """Keep the versions of one key in AWS Secrets Manager.

    Type `atomyx:submit:KeyStore`. Makes:

    - `<name>-encryption`: the EncryptionKey, where a new one is asked for
    - `<name>-secret`: the Secret
    - `<name>-vacant`: a SecretVersion that is no key, under the label `VACANT`
    - `<name>-candidate-v<N>`: the key under the label `KEY-V<N>`, which no consumer may read
    - `<name>-current-v<N>`: the key under `AWSCURRENT`, made by `promote`
    - `<name>-parameters`: the KeyParameters of Systems Manager, made by `promote`

    AWS makes the first version of a secret current whatever labels were asked for. `vacant` takes
    that place, so that `AWSCURRENT` never names a key that was not proved, and no candidate ever
    holds a label that AWS will move away from it (its own removal would then fail).
    """

    settings: StoreSettings
    secret: secretsmanager.Secret
    kms_key_arn: pulumi.Output[str] | None
    """The customer-managed KMS key; None for the AWS-managed one."""
    read_back: pulumi.Output[str]
    """The candidate as the store gives it back; secret. The proof uses what consumers will get, so
    it finds a fault of encryption, policy or copying before the cutover."""

    def __init__(
        self, name: str, args: KeyStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyStore", name, None, opts)
        self._args, self.settings = args, args.settings
        self.kms_key_arn = self._kms_key_arn(args)
        self.secret = self._secret(args)
        asked = [*self.settings.replica_keys]
        self.secret.replicas.apply(partial(refuse_forgotten, self.settings.name, asked))
        text = args.key
        if self.settings.shape != "plain":
            text = args.key.apply(lambda key: stored_text(key, args.base_url, self.settings.shape))
        candidate = self._candidate(text, after=[args.ledger, self._vacant()])
        ids = pulumi.Output.all(self.secret.id, candidate.version_id)
        stored: pulumi.Output[str] = ids.apply(lambda both: self._given_back(*both))
        self._stored: pulumi.Output[str] = pulumi.Output.secret(stored)
        self.read_back = self._stored.apply(lambda stored: key_of(stored, self.settings.shape))
        self.register_outputs({"secretArn": self.secret.arn})

    def _given_back(self, secret_id: str, version_id: str) -> str:
        return looked_up(
            lambda: (
                secretsmanager.get_secret_version(
                    secret_id=secret_id,
                    version_id=version_id,
                    opts=pulumi.InvokeOptions(parent=self),
                ).secret_string
            ),
            "store: AWS did not give the candidate back, so it was not proved; allow"
            " secretsmanager:GetSecretValue and kms:Decrypt to whoever runs pulumi, then run the"
            " same command again",
        )

    def _secret(self, args: KeyStoreArgs) -> secretsmanager.Secret:
        store = self.settings
        return secretsmanager.Secret(
            f"{self._name}-secret",
            name=store.name,
            description=store.description,
            tags=store.tags or None,
            kms_key_id=self.kms_key_arn,
            replicas=[
                secretsmanager.SecretReplicaArgs(region=region, kms_key_id=key)
                for region, key in store.replica_keys.items()
            ]
            or None,
            recovery_window_in_days=store.recovery_window_in_days,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protect,
                hooks=pulumi.ResourceHookBinding(
                    on_error=[say_how_to_restore(store.name)],
                    before_update=[refuse_rekeying(store.name)],
                ),
            ),
        )

    def _kms_key_arn(self, args: KeyStoreArgs) -> pulumi.Output[str] | None:
        store = self.settings
        if store.kms_key != "new":
            is_given = store.kms_key != "aws-managed"
            return pulumi.Output.from_input(store.kms_key) if is_given else None
        key = EncryptionKeyArgs(settings=store, protect=args.protect)
        return EncryptionKey(
            f"{self._name}-encryption", key, pulumi.ResourceOptions(parent=self)
        ).arn

    def promote(self, after: pulumi.Resource) -> secretsmanager.SecretVersion:
        """Make the candidate current, once its proof and all that `after` waits for exist."""
        current = self._current(after)
        parameters = KeyParametersArgs(
            key=self.read_back,
            base_url=self._args.base_url,
            kms_key_arn=self.kms_key_arn,
            settings=self.settings,
            after=current,
        )
        opts = pulumi.ResourceOptions(parent=self)
        KeyParameters(f"{self._name}-parameters", parameters, opts)
        return current

    def _current(self, after: pulumi.Resource) -> secretsmanager.SecretVersion:
        # Retained: AWS itself moved the label away from the former version, and to take
        # `AWSPREVIOUS` from it fails once that label has moved, too.
        # Replaced by the trigger: after a rotation that was killed, the version to roll back to may
        # be unchanged in the stack while AWS has moved its label away.
        return secretsmanager.SecretVersion(
            f"{self._name}-current-v{self._args.key_version}",
            secret_id=self.secret.id,
            secret_string=self._stored,
            version_stages=["AWSCURRENT"],
            opts=pulumi.ResourceOptions.merge(
                self._versions(depends_on=[after], retain_on_delete=True),
                pulumi.ResourceOptions(replacement_trigger=self._args.ledger.generation),
            ),
        )

    def _vacant(self) -> secretsmanager.SecretVersion:
        return secretsmanager.SecretVersion(
            f"{self._name}-vacant",
            secret_id=self.secret.id,
            secret_string=_VACANT,
            version_stages=["VACANT"],
            opts=self._versions(ignore_changes=["versionStages"]),
        )

    def _candidate(
        self, key: pulumi.Output[str], after: list[pulumi.Resource]
    ) -> secretsmanager.SecretVersion:
        # Deleted first: AWS does not take a label from a version once its successor has it.
        return secretsmanager.SecretVersion(
            f"{self._name}-candidate-v{self._args.key_version}",
            secret_id=self.secret.id,
            secret_string=key,
            version_stages=[f"KEY-V{self._args.key_version}"],
            opts=self._versions(depends_on=after, delete_before_replace=True),
        )

    def _versions(
        self,
        depends_on: list[pulumi.Resource] | None = None,
        ignore_changes: list[str] | None = None,
        delete_before_replace: bool | None = None,
        retain_on_delete: bool | None = None,
    ) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            deleted_with=self.secret,
            depends_on=depends_on,
            ignore_changes=ignore_changes,
            delete_before_replace=delete_before_replace,
            retain_on_delete=retain_on_delete,
        )
