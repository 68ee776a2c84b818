"""What each output of the stack means: the README's table is made from it."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "keyVersion": "The version in use",
    "fingerprint": "12 digits that name the key: scrypt, so that nobody can guess it back",
    "provedAt": "When the Submit API proved it",
    "history": "Each key: version, fingerprint, state (`candidate`, `current`, `draining`,"
    " `awaiting revocation`, `revoked`, `rejected`) and times",
    "nextStep": "The one thing that a person does next, and from when; or `nothing`",
    "ciDrift": "The CI secrets that somebody else wrote over, and how often each was written anew",
    "record": "The newest rotation record: keys, stores, what was asked and answered, who ran it,"
    " what remains",
    "recordHash": "Its hash: write it down, and a missing newest record shows",
    "secretArn": "The secret, for those who read it",
    "readerPolicyArn": "The policy, to attach to roles made elsewhere",
    "references": "What an ECS task (`ecsValueFrom`) and a Lambda function (`lambdaEnvironment`)"
    " name to get the key, never the key",
    "alarmTopicArn": "The topic of the alarms, for a chat client; none without `monitor.logGroup`",
}
