"""Says what to do when a deleted secret still blocks its name."""

from __future__ import annotations

import pulumi


def say_how_to_restore(secret_name: str) -> pulumi.ErrorHook:
    """A hook that adds the way out when AWS refuses a name in its recovery window."""

    def say(args: pulumi.ErrorHookArgs) -> bool:
        if any("scheduled for deletion" in error for error in args.errors):
            pulumi.log.error(way_out(secret_name))
        return False

    return pulumi.ErrorHook(f"say-how-to-restore-{secret_name}", say)


def way_out(secret_name: str) -> str:
    """One line with the two ways to end the recovery window."""
    command = f"aws secretsmanager delete-secret --secret-id {secret_name}"
    return (
        f"store.name: the secret {secret_name} was deleted and waits for the end of its recovery"
        f" window; let it go: {command} --force-delete-without-recovery, then the same command"
        f" again; or keep it: aws secretsmanager restore-secret --secret-id {secret_name}, and set"
        " another store.name"
    )
