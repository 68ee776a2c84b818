"""`SubmitKey`: makes the steps of the vendor's rotation, in the vendor's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pulumi
from pydantic import AfterValidator, ConfigDict, Field

from components.access.grants import KeyAccess, KeyAccessArgs
from components.github.ci_secrets import CiSecrets, CiSecretsArgs
from components.github.lookups import look_up
from components.github.places import all_steps
from components.key.ledger import KeyLedger, KeyLedgerArgs, proved_in
from components.key.material import fingerprint
from components.key.proof import KeyProof, KeyProofArgs
from components.key.versions import external_id
from components.key_watch import KeyWatch, KeyWatchArgs
from components.refusal import Refusal
from components.retirement.guard import KeyGuard, KeyGuardArgs
from components.retirement.history import KeyRetirement, KeyRetirementArgs
from components.retirement.verdict import KeyVerdict, KeyVerdictArgs
from components.settings import KeySettings, accepted
from components.store.references import references
from components.store.secret import KeyStore, KeyStoreArgs


class SubmitKeyArgs(KeySettings):
    """The settings of one key, and what only the calling program can give."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    key: Annotated[pulumi.Output[str], AfterValidator(pulumi.Output.secret)] = Field(repr=False)
    """The key. An `Output`, so that a plain string is refused; made secret where it is not."""
    region: str | None = None
    """The program's AWS region if known; settings that do not fit the region are then refused."""
    owner: str | None = None
    """The program's GitHub account if known; a repository of another account is then refused."""
    sibling_keys: Mapping[str, pulumi.Output[Sequence[str]]] = Field(default_factory=dict)
    """For each sibling stack, the fingerprints of its keys; those keys are refused here."""
    last_history: pulumi.Output[Sequence[Mapping[str, Any]]] | None = None
    """The output `history` of the last update. It says which keys a preview will ask about, and
    which were ever proved, so that a bump without a new key is always seen."""
    last_ci_drift: pulumi.Output[Mapping[str, Any]] | None = None
    """The output `ci_drift` of the last update; None before the first one."""


class SubmitKey(pulumi.ComponentResource):
    """Keep one Submit API key safe everywhere it is used.

    Type `atomyx:submit:SubmitKey`. Makes these, each after the one before:

    - `<name>-ledger`: the KeyLedger, which remembers the key
    - `<name>-store`: the KeyStore, which holds the key as a candidate
    - `<name>-proof-v<N>`: the KeyProof of that candidate
    - `<name>-store-guard`: the KeyGuard that stops a destroy before the store is removed
    - the current version in the store, which is the candidate now
    - `<name>-access`: the KeyAccess, which lets the consumers read the key
    - `<name>-ci`: the CiSecrets, which copy the key to GitHub
    - `<name>-retirement`: the KeyRetirement of every former key
    - `<name>-watch`: the KeyWatch, with the record and the alarms
    - `<name>-guard`: the KeyGuard that stops a destroy before anything is removed
    - `<name>-verdict`: the KeyVerdict, which fails the update while an exposed or overdue key works

    Raises:
        pulumi.RunError: the settings contradict each other; one line that names the setting.
    """

    fingerprint: pulumi.Output[str]
    secret_arn: pulumi.Output[str]
    reader_policy_arn: pulumi.Output[str]
    references: pulumi.Output[dict[str, Any]]
    proved_at: pulumi.Output[str]
    history: pulumi.Output[list[dict[str, Any]]]
    """Pass this to the next update as `last_history`."""
    next_step: pulumi.Output[str]
    ci_drift: pulumi.Output[dict[str, Any]]
    """Pass this to the next update as `last_ci_drift`."""
    watch: KeyWatch

    def __init__(
        self, name: str, args: SubmitKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        try:
            args = accepted(args, args.region)
            self._repositories = look_up(name, args.github, args.owner)
        except Refusal as refusal:
            raise pulumi.RunError(f"{name}:{refusal}") from None
        super().__init__("atomyx:submit:SubmitKey", name, None, opts)
        self._stack_name = pulumi.get_stack()
        self.fingerprint = pulumi.Output.unsecret(args.key.apply(fingerprint))
        self._prove(name, args)
        guarded = KeyGuardArgs(
            ledger=self._ledger,
            base_url=args.base_url,
            protected=args.is_protected,
            test_jobs=args.retirement.test_jobs,
        )
        # `guard` comes last, so a failed update may leave none or an outdated one.
        # `store-guard` covers that case: it exists before any key becomes current.
        first = KeyGuard(f"{name}-store-guard", guarded, self._after(self._proof))
        holders = self._cut_over(name, args, first)
        retirement = self._retire(name, args, holders)
        watched = KeyWatchArgs(
            key_name=name,
            settings=args,
            secret_arn=self.secret_arn,
            proof=self._proof,
            retirement=retirement,
        )
        self.watch = KeyWatch(f"{name}-watch", watched, self._after())
        last = KeyGuard(f"{name}-guard", guarded, self._after(*holders, self.watch))
        verdict = KeyVerdictArgs(breach=retirement.breach)
        KeyVerdict(f"{name}-verdict", verdict, self._after(last, retirement))
        self.register_outputs({"secretArn": self.secret_arn})

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=resources)

    def _prove(self, name: str, args: SubmitKeyArgs) -> None:
        """Remember the key, store it where nobody reads it yet, and prove what is read back."""
        written = KeyLedgerArgs(
            key=args.key,
            key_version=args.key_version,
            fingerprint=self.fingerprint,
            exposed=args.exposed or None,
            siblings=args.sibling_keys,
            proved=proved_in(args.last_history),
        )
        self._ledger = KeyLedger(f"{name}-ledger", written, self._after())
        stored = KeyStoreArgs(
            ledger=self._ledger,
            key=args.key,
            key_version=args.key_version,
            base_url=args.base_url,
            settings=args.store,
            protect=args.is_store_protected,
        )
        self._store = KeyStore(f"{name}-store", stored, self._after())
        asked = KeyProofArgs(
            key=self._store.read_back,
            base_url=args.base_url,
            key_version=args.key_version,
            fingerprint=self.fingerprint,
            external_id=self.fingerprint.apply(
                lambda mark: external_id(self._stack_name, args.key_version, mark)
            ),
            generation=self._ledger.generation,
        )
        self._proof = KeyProof(f"{name}-proof-v{args.key_version}", asked, self._after())
        self.secret_arn, self.proved_at = self._store.secret.arn, self._proof.proved_at
        self.references = self.secret_arn.apply(
            lambda arn: references(arn, args.base_url, args.store.shape)
        )

    def _cut_over(
        self, name: str, args: SubmitKeyArgs, guard: KeyGuard
    ) -> tuple[KeyStore, KeyAccess, CiSecrets]:
        """Make the proved key current, then give readers access and copy the key to GitHub."""
        current = self._store.promote(after=guard)
        granted = KeyAccessArgs(
            prefix=f"{name}-{self._stack_name}",
            store=self._store,
            access=args.access,
            after=current,
        )
        access = KeyAccess(f"{name}-access", granted, self._after())
        given = CiSecretsArgs(
            key=self._store.read_back,
            key_version=args.key_version,
            base_url=args.base_url,
            github=args.github,
            repositories=self._repositories,
            adopt=args.adopt.secrets,
            last_drift=args.last_ci_drift,
            after=current,
            guard=guard,
        )
        ci = CiSecrets(f"{name}-ci", given, self._after())
        self.reader_policy_arn, self.ci_drift = access.reader_policy_arn, ci.drift
        return self._store, access, ci

    def _retire(
        self, name: str, args: SubmitKeyArgs, holders: tuple[KeyStore, KeyAccess, CiSecrets]
    ) -> KeyRetirement:
        """Once every holder has the new key, follow each former key until it is proved dead."""
        retired = KeyRetirementArgs(
            ledger=self._ledger,
            proved_at=self.proved_at,
            base_url=args.base_url,
            settings=args.retirement,
            exposed=args.exposed or None,
            last_history=args.last_history,
        )
        retirement = KeyRetirement(f"{name}-retirement", retired, self._after(*holders))
        self.history = retirement.history
        steps = pulumi.Output.all(holders[-1].next_step, retirement.next_step)
        self.next_step = steps.apply(lambda both: all_steps(*both))
        return retirement
