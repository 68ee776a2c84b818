"""`SubmitKey`: the vendor's rotation, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_aws import secretsmanager

from components.ci_secrets import CiSecrets, CiSecretsArgs
from components.key_access import KeyAccess, KeyAccessArgs
from components.key_ledger import KeyLedger, KeyLedgerArgs
from components.key_proof import KeyProof, KeyProofArgs
from components.key_retirement import KeyRetirement, KeyRetirementArgs
from components.key_store import KeyStore, KeyStoreArgs
from components.key_watch import KeyWatch, KeyWatchArgs
from components.rotation import external_id
from components.settings import Settings


class SubmitKey(pulumi.ComponentResource):
    """Keep one Submit API key safe everywhere it is used.

    Type `atomyx:submit:SubmitKey`. Makes, each after the one before it:

    - `ledger`: the KeyLedger, in which the key is written down
    - `store`: the KeyStore, with the key as a candidate
    - `proof-v<N>`: the KeyProof of that candidate
    - the candidate as the current version of the store
    - `access`: the KeyAccess of the consumers
    - `ci`: the CiSecrets
    - `retirement`: the KeyRetirement of every former key
    - `watch`: the KeyWatch, with the record and the alarms
    """

    secret_arn: pulumi.Output[str]
    reader_policy_arn: pulumi.Output[str]
    proved_at: pulumi.Output[str]
    history: pulumi.Output[list[dict[str, Any]]]
    next_step: pulumi.Output[str]
    watch: KeyWatch

    def __init__(
        self, name: str, args: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:SubmitKey", name, None, opts)
        ledger = self._ledger(args)
        store = self._store(args, ledger)
        proof = self._proof(args, ledger, store)
        current = store.promote(proof)
        access = self._access(args, store, current)
        ci = self._ci(args, store, current)
        retirement = self._retirement(args, ledger, proof, after=[current, access, ci])
        watch = KeyWatchArgs(
            settings=args, secret_arn=store.secret.arn, proof=proof, retirement=retirement
        )
        self.watch = KeyWatch("watch", watch, pulumi.ResourceOptions(parent=self))
        self.secret_arn = store.secret.arn
        self.reader_policy_arn = access.reader_policy_arn
        self.proved_at = proof.proved_at
        self.history = retirement.history
        self.next_step = retirement.next_step
        self.register_outputs({"secretArn": self.secret_arn})

    def _ledger(self, args: Settings) -> KeyLedger:
        ledger = KeyLedgerArgs(
            key=args.key,
            key_version=args.key_version,
            fingerprint=args.fingerprint,
            exposed=args.exposed,
            siblings={stack: self._fingerprints(stack) for stack in args.siblings},
        )
        return KeyLedger("ledger", ledger, pulumi.ResourceOptions(parent=self))

    def _fingerprints(self, stack: str) -> pulumi.Output[list[str]]:
        """The keys that a sibling stack declared; none where it was never up."""
        sibling = pulumi.StackReference(stack, opts=pulumi.ResourceOptions(parent=self))
        return sibling.get_output("history").apply(
            lambda history: [life["fingerprint"] for life in history or []]
        )

    def _store(self, args: Settings, ledger: KeyLedger) -> KeyStore:
        store = KeyStoreArgs(
            ledger=ledger,
            key=args.key,
            key_version=args.key_version,
            secret_name=args.store.name,
            recovery_window_in_days=args.store.recovery_window_in_days,
        )
        return KeyStore("store", store, pulumi.ResourceOptions(parent=self))

    def _proof(self, args: Settings, ledger: KeyLedger, store: KeyStore) -> KeyProof:
        proof = KeyProofArgs(
            key=store.read_back,
            base_url=args.base_url,
            key_version=args.key_version,
            fingerprint=args.fingerprint,
            external_id=external_id(pulumi.get_stack(), args.key_version, args.fingerprint),
            generation=ledger.generation,
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

    def _retirement(
        self,
        args: Settings,
        ledger: KeyLedger,
        proof: KeyProof,
        after: Sequence[pulumi.Resource],
    ) -> KeyRetirement:
        retirement = KeyRetirementArgs(
            ledger=ledger,
            proved_at=proof.proved_at,
            base_url=args.base_url,
            drain_seconds=args.retirement.drain_seconds,
            deadline_seconds=args.retirement.deadline_seconds,
            exposed=args.exposed,
            protected=args.protected,
        )
        opts = pulumi.ResourceOptions(parent=self, depends_on=after)
        return KeyRetirement("retirement", retirement, opts)
