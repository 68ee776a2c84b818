"""The type tokens of the dynamic resources, for code that reads a state or a preview.

Do not change them: stored state refers to resources by these types. No pulumi here.
"""

_SUBMIT = "pulumi-python:dynamic/submit:"
KEY_LEDGER = f"{_SUBMIT}KeyLedger"
KEY_PROOF = f"{_SUBMIT}KeyProof"
KEY_RETIREMENT = f"{_SUBMIT}KeyRetirement"
KEY_RECORD = f"{_SUBMIT}KeyRecord"
KEY_GUARD = f"{_SUBMIT}KeyGuard"
KEY_VERDICT = f"{_SUBMIT}KeyVerdict"
CI_WITHDRAWAL = f"{_SUBMIT}CiWithdrawal"
REPOSITORY_WITHDRAWAL = f"{_SUBMIT}RepositoryWithdrawal"
