"""`SubmitKey`: the vendor's rotation, in its order."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import secretsmanager

from components.access.grants import KeyAccess, KeyAccessArgs
from components.github.ci_secrets import CiSecrets, CiSecretsArgs
from components.github.places import Drift, all_steps
from components.key.ledger import KeyLedger, KeyLedgerArgs
from components.key.proof import KeyProof, KeyProofArgs
from components.key.versions import external_id
from components.key_watch import KeyWatch, KeyWatchArgs
from components.previous_outputs import drift_of, fingerprints_of, own_last_update
from components.retirement.guard import KeyGuard, KeyGuardArgs
from components.retirement.history import KeyRetirement, KeyRetirementArgs
from components.retirement.verdict import KeyVerdict, KeyVerdictArgs
from components.settings import Settings
from components.store.parameters import KeyParameters, KeyParametersArgs
from components.store.references import references
from components.store.secret import KeyStore, KeyStoreArgs


class SubmitKey(pulumi.ComponentResource):
    """Keep one Submit API key safe everywhere it is used.

    Type `atomyx:submit:SubmitKey`. Makes, each after the one before it:

    - `<this stack>`: a StackReference to its own last update, where GitHub has the key
    - `ledger`: the KeyLedger, in which the key is written down
    - `store`: the KeyStore, with the key as a candidate
    - `proof-v<N>`: the KeyProof of that candidate
    - the candidate as the current version of the store
    - `parameters`: the KeyParameters of Systems Manager, where they have names
    - `access`: the KeyAccess of the consumers
    - `ci`: the CiSecrets
    - `retirement`: the KeyRetirement of every former key
    - `watch`: the KeyWatch, with the record and the alarms
    - `guard`: the KeyGuard, which a destroy has to pass first
    - `store-guard`: the one before the store, where a bootstrap or a rotation never ended
    - `verdict`: the KeyVerdict, which fails an update that left an exposed or overdue key alive
    """

    secret_arn: pulumi.Output[str]
    reader_policy_arn: pulumi.Output[str]
    references: pulumi.Output[dict[str, Any]]
    proved_at: pulumi.Output[str]
    history: pulumi.Output[list[dict[str, Any]]]
    next_step: pulumi.Output[str]
    ci_drift: pulumi.Output[dict[str, Any]]
    watch: KeyWatch

    def __init__(
        self, name: str, args: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        own_last = own_last_update(args.github)
        # Nothing else may run while the engine reads what it then writes: not every backend does
        # that in one step.
        first = pulumi.ResourceOptions(depends_on=own_last)
        opts = pulumi.ResourceOptions.merge(opts, first)
        super().__init__("atomyx:submit:SubmitKey", name, None, opts)
        ledger = self._ledger(args)
        store = self._store(args, ledger)
        proof = self._proof(args, ledger, store)
        # The guard of a destroy is made last, so an update that fails leaves none, or one that does
        # not know the new key. This one is there before any key becomes current.
        guarded = self._guard("store-guard", args, ledger, proof)
        current = store.promote(guarded)
        parameters = self._parameters(args, store, current)
        access = self._access(args, store, current)
        ci = self._ci(args, store, current, guarded, drift_of(own_last))
        retirement = self._retirement(args, ledger, proof, current, parameters, access, ci)
        watch = KeyWatchArgs(
            settings=args, secret_arn=store.secret.arn, proof=proof, retirement=retirement
        )
        self.watch = KeyWatch("watch", watch, pulumi.ResourceOptions(parent=self))
        everything = (store, parameters, access, ci, retirement, self.watch)
        guard = self._guard("guard", args, ledger, *everything)
        verdict = KeyVerdictArgs(breach=retirement.breach)
        KeyVerdict("verdict", verdict, pulumi.ResourceOptions(parent=self, depends_on=guard))
        self.secret_arn = store.secret.arn
        self.references = self.secret_arn.apply(
            lambda arn: references(arn, args.base_url, args.store.shape)
        )
        self.reader_policy_arn = access.reader_policy_arn
        self.proved_at = proof.proved_at
        self.history = retirement.history
        self.next_step = pulumi.Output.all(ci.next_step, retirement.next_step).apply(
            lambda steps: all_steps(*steps)
        )
        self.ci_drift = ci.drift
        self.register_outputs({"secretArn": self.secret_arn})

    def _ledger(self, args: Settings) -> KeyLedger:
        ledger = KeyLedgerArgs(
            key=args.key,
            key_version=args.key_version,
            fingerprint=args.fingerprint,
            exposed=args.exposed,
            siblings={stack: fingerprints_of(stack, parent=self) for stack in args.siblings},
        )
        return KeyLedger("ledger", ledger, pulumi.ResourceOptions(parent=self))

    def _store(self, args: Settings, ledger: KeyLedger) -> KeyStore:
        store = KeyStoreArgs(
            ledger=ledger,
            key=args.key,
            key_version=args.key_version,
            base_url=args.base_url,
            store=args.store,
            protect=args.store_protected,
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

    def _parameters(
        self, args: Settings, store: KeyStore, current: secretsmanager.SecretVersion
    ) -> KeyParameters:
        parameters = KeyParametersArgs(
            key=store.read_back,
            base_url=args.base_url,
            kms_key_arn=store.kms_key_arn,
            store=args.store,
            after=current,
        )
        return KeyParameters("parameters", parameters, pulumi.ResourceOptions(parent=self))

    def _access(
        self, args: Settings, store: KeyStore, current: secretsmanager.SecretVersion
    ) -> KeyAccess:
        access = KeyAccessArgs(
            secret_arn=store.secret.arn,
            kms_key_arn=store.kms_key_arn,
            store=args.store,
            access=args.access,
            after=current,
        )
        return KeyAccess("access", access, pulumi.ResourceOptions(parent=self))

    def _ci(
        self,
        args: Settings,
        store: KeyStore,
        current: secretsmanager.SecretVersion,
        guarded: KeyGuard,
        drift: pulumi.Output[Drift],
    ) -> CiSecrets:
        ci = CiSecretsArgs(
            key=store.read_back,
            key_version=args.key_version,
            base_url=args.base_url,
            github=args.github,
            drift=drift,
            after=current,
            proved=guarded,
        )
        return CiSecrets("ci", ci, pulumi.ResourceOptions(parent=self))

    def _retirement(
        self, args: Settings, ledger: KeyLedger, proof: KeyProof, *after: pulumi.Resource
    ) -> KeyRetirement:
        retirement = KeyRetirementArgs(
            ledger=ledger,
            proved_at=proof.proved_at,
            base_url=args.base_url,
            drain_seconds=args.retirement.drain_seconds,
            deadline_seconds=args.retirement.deadline_seconds,
            exposed=args.exposed,
        )
        opts = pulumi.ResourceOptions(parent=self, depends_on=after)
        return KeyRetirement("retirement", retirement, opts)

    def _guard(
        self, name: str, args: Settings, ledger: KeyLedger, *after: pulumi.Resource
    ) -> KeyGuard:
        guarded = KeyGuardArgs(ledger=ledger, base_url=args.base_url, protected=args.protected)
        return KeyGuard(name, guarded, pulumi.ResourceOptions(parent=self, depends_on=after))
