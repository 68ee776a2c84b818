"""The lines of code that keep the promises, and how each is broken on purpose."""

from __future__ import annotations

from typing import NamedTuple


class Safeguard(NamedTuple):
    """A line of code that keeps a promise, and its broken version."""

    name: str
    file: str
    line: str
    broken: str
    tests: str


SAFEGUARDS = (
    Safeguard(
        "the key is written down before it is stored",
        "components/store/secret.py",
        "after=[args.ledger, self._vacant()]",
        "after=[self._vacant()]",
        "tests/components/submit_key",
    ),
    Safeguard(
        "a candidate becomes current after its proof",
        "components/store/secret.py",
        "self._versions(depends_on=[after], retain_on_delete=True)",
        "self._versions(retain_on_delete=True)",
        "tests/components/submit_key",
    ),
    Safeguard(
        "what is proved is what the store gives back",
        "components/submit_key.py",
        "key=self._store.read_back,\n            base_url=args.base_url,\n            key_version",
        "key=args.key,\n            base_url=args.base_url,\n            key_version",
        "tests/components/submit_key",
    ),
    Safeguard(
        "what is read back is a secret",
        "components/store/secret.py",
        "pulumi.Output.secret(stored)",
        "stored",
        "tests/components/submit_key",
    ),
    Safeguard(
        "readers get access after the proof",
        "components/access/grants.py",
        "depends_on=[args.after]",
        "depends_on=[]",
        "tests/components/submit_key",
    ),
    Safeguard(
        "former keys are retired after every store",
        "components/submit_key.py",
        "retired, self._after(*holders)",
        "retired, self._after(holders[0])",
        "tests/components/submit_key",
    ),
    Safeguard(
        "a destroy passes the guard first",
        "components/submit_key.py",
        "guarded, self._after(*holders, self.watch)",
        "guarded, self._after(*holders)",
        "tests/components/submit_key",
    ),
    Safeguard(
        "a guard stands before a key becomes current",
        "components/submit_key.py",
        "promote(after=guard)",
        "promote(after=self._proof)",
        "tests/components/submit_key",
    ),
    Safeguard(
        "each version has a proof of its own",
        "components/submit_key.py",
        'KeyProof(f"{name}-proof-v{args.key_version}"',
        'KeyProof(f"{name}-proof"',
        "tests/components/submit_key",
    ),
    Safeguard(
        "a made-up key is refused before a key is proved",
        "components/key/evidence.py",
        "    inquiry = inquire_in_full(api, key)\n",
        '    seen = Answer(verdict=Verdict.REFUSED, seen="status 401")\n'
        '    inquiry = Inquiry(api=api, order="key first", refusal=seen)\n',
        "tests/components/key/test_evidence.py",
    ),
    Safeguard(
        "it is refused with a complete body, too",
        "components/key/inquiry.py",
        '    if inquiry.order == "key first":\n        _complete_control',
        "    if False:\n        _complete_control",
        "tests/components/key/test_evidence.py",
    ),
    Safeguard(
        "it looks like the key",
        "components/key/inquiry.py",
        "made_up = made_up_like(like)",
        'made_up = f"made-up-{secrets.token_hex(20)}"',
        "tests/components/key/test_evidence.py",
    ),
    Safeguard(
        "a made-up key is refused before a key is called dead",
        "components/key/inquiry.py",
        'order="body first", refusal=_complete_control(api, made_up)',
        'order="key first", refusal=answer',
        "tests/components/key/test_death.py",
    ),
    Safeguard(
        "a former key is refused as the made-up key is",
        "components/key/inquiry.py",
        "answer.seen != self.refusal.seen",
        "False",
        "tests/components/key/test_death.py",
    ),
    Safeguard(
        "the current key is accepted while an old one is called dead",
        "components/key/evidence.py",
        "        if number == 0:\n            _require_current(inquiry, current, reference)\n",
        "",
        "tests/components/key/test_death.py",
    ),
    Safeguard(
        "one refusal is no death",
        "components/key/evidence.py",
        "REFUSALS = 3",
        "REFUSALS = 1",
        "tests/components/key/test_death.py",
    ),
    Safeguard(
        "an unknown answer is no death",
        "components/key/evidence.py",
        "        if answer.verdict is Verdict.UNKNOWN:\n            raise Unproved(\n"
        '                f"the Submit API could not be asked about',
        "        if False:\n            raise Unproved(\n"
        '                f"the Submit API could not be asked about',
        "tests/components/key/test_death.py",
    ),
    Safeguard(
        "an unknown answer is no proof",
        "components/submit_api/answer.py",
        "if self.status != 201 or not isinstance(job, dict):\n"
        "            return self._answer(Verdict.UNKNOWN)",
        "if self.status != 201 or not isinstance(job, dict):\n"
        "            return self._answer(Verdict.ACCEPTED)",
        "tests/components/submit_api/test_client.py",
    ),
    Safeguard(
        "a death is confirmed later",
        "components/retirement/lifecycle.py",
        "return time_of(life.revoked_at) + CONFIRMED_AFTER <= now",
        "return False",
        "tests/components/retirement/test_revocation.py",
    ),
    Safeguard(
        "a key that a new ledger forgot stays in the history",
        "components/retirement/lifecycle.py",
        "for life in history if life.fingerprint not in written]",
        "for life in []]",
        "tests/components/retirement/test_lifecycle.py",
    ),
    Safeguard(
        "a key drains before it is asked for",
        "components/retirement/lifecycle.py",
        "drained = _no_earlier(now + patience.drain)",
        "drained = _no_earlier(now)",
        "tests/components/retirement/test_lifecycle.py",
    ),
    Safeguard(
        "a bump needs a new key",
        "components/key/versions.py",
        "        raise Refusal(*_same_key(known, version))",
        "        return",
        "tests/components/key/test_versions.py",
    ),
    Safeguard(
        "a new key needs a bump",
        "components/key/proof.py",
        'if before == news["fingerprint"]:',
        "if True:",
        "tests/components/key/test_proof.py",
    ),
    Safeguard(
        "no key is forgotten",
        "components/key/ledger.py",
        '{**(_olds.get("keys") or {}), **news["keys"]}',
        'news["keys"]',
        "tests/components/key/test_ledger.py",
    ),
    Safeguard(
        "an exposed key fails the update",
        "components/retirement/verdict.py",
        'if props.get("breach"):',
        "if False:",
        "tests/components/retirement/test_guard.py",
    ),
    Safeguard(
        "a working key stops a destroy",
        "components/retirement/guard.py",
        'if _props["protected"]:',
        "if False:",
        "tests/components/retirement/test_guard.py",
    ),
)
