"""Pure: the type tokens of the dynamic resources, for those who read a state or a preview.

They are a contract with every state: the engine finds an existing resource by its type.
"""

_SUBMIT = "pulumi-python:dynamic/submit:"
KEY_LEDGER = f"{_SUBMIT}KeyLedger"
KEY_PROOF = f"{_SUBMIT}KeyProof"
KEY_RETIREMENT = f"{_SUBMIT}KeyRetirement"
KEY_RECORD = f"{_SUBMIT}KeyRecord"
KEY_GUARD = f"{_SUBMIT}KeyGuard"
KEY_VERDICT = f"{_SUBMIT}KeyVerdict"
CI_WITHDRAWAL = f"{_SUBMIT}CiWithdrawal"
