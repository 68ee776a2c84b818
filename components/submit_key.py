"""`SubmitKey`: the vendor's rotation, in its order."""

from __future__ import annotations

import pulumi
from pulumi_aws import secretsmanager

from components.ci_secrets import CiSecrets, CiSecretsArgs
from components.key_access import KeyAccess, KeyAccessArgs
from components.key_proof import KeyProof, KeyProofArgs
from components.key_store import KeyStore, KeyStoreArgs
from components.rotation import external_id
from components.settings import Settings


class SubmitKey(pulumi.ComponentResource):
    """Keep one Submit API key safe everywhere it is used.

    Type `atomyx:submit:SubmitKey`. Makes, each after the one before it:

    - `store`: the KeyStore, with the key as a candidate
    - `proof-v<N>`: the KeyProof of that candidate
    - the candidate as the current version of the store
    - `access`: the KeyAccess of the consumers
    - `ci`: the CiSecrets
    """

    secret_arn: pulumi.Output[str]
    reader_policy_arn: pulumi.Output[str]
    proved_at: pulumi.Output[str]

    def __init__(
        self, name: str, args: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:SubmitKey", name, None, opts)
        store = self._store(args)
        proof = self._proof(args, store)
        current = store.promote(proof)
        access = self._access(args, store, current)
        self._ci(args, store, current)
        self.secret_arn = store.secret.arn
        self.reader_policy_arn = access.reader_policy_arn
        self.proved_at = proof.proved_at
        self.register_outputs({"secretArn": self.secret_arn})

    def _store(self, args: Settings) -> KeyStore:
        store = KeyStoreArgs(
            key=args.key,
            key_version=args.key_version,
            secret_name=args.store.name,
            recovery_window_in_days=args.store.recovery_window_in_days,
        )
        return KeyStore("store", store, pulumi.ResourceOptions(parent=self))

    def _proof(self, args: Settings, store: KeyStore) -> KeyProof:
        proof = KeyProofArgs(
            key=store.read_back,
            base_url=args.base_url,
            key_version=args.key_version,
            fingerprint=args.fingerprint,
            external_id=external_id(pulumi.get_stack(), args.key_version, args.fingerprint),
        )
        opts = pulumi.ResourceOptions(parent=self)
        return KeyProof(f"proof-v{args.key_version}", proof, opts)

    def _access(
        self, args: Settings, store: KeyStore, current: secretsmanager.SecretVersion
    ) -> KeyAccess:
        access = KeyAccessArgs(
            secret_arn=store.secret.arn, readers=args.access.readers, after=current
        )
        return KeyAccess("access", access, pulumi.ResourceOptions(parent=self))

    def _ci(
        self, args: Settings, store: KeyStore, current: secretsmanager.SecretVersion
    ) -> CiSecrets:
        ci = CiSecretsArgs(
            key=store.read_back,
            base_url=args.base_url,
            repositories=args.github.repositories,
            secret_name=args.github.secret_name,
            variable_name=args.github.variable_name,
            after=current,
        )
        return CiSecrets("ci", ci, pulumi.ResourceOptions(parent=self))
