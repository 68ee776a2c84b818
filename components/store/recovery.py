"""Says what to do when a deleted secret still blocks its name."""

from __future__ import annotations

import pulumi

from components.lookup import explained


def say_how_to_restore(secret_name: str) -> pulumi.ErrorHook:
    """A hook that adds the way out when AWS refuses a name in its recovery window."""
    name = f"say-how-to-restore-{secret_name}"
    return explained(name, "scheduled for deletion", way_out(secret_name))


def way_out(secret_name: str) -> str:
    """One line with the two ways to end the recovery window."""
    command = f"aws secretsmanager delete-secret --secret-id {secret_name}"
    return (
        f"store.name: the secret {secret_name} was deleted and waits for the end of its recovery"
        f" window; let it go: {command} --force-delete-without-recovery, then the same command"
        f" again; or keep it: aws secretsmanager restore-secret --secret-id {secret_name}, and set"
        " another store.name"
    )
