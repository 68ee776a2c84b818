"""Makes the rules policies of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grant_rules import IDENTITY_POLICIES, SECRET_POLICIES, public_access, wildcards
from key_rules import Registered, misplaced_keys
from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError


def known(value: Any) -> Any:
    """A value as plain Python; None for what a preview does not know yet."""
    if isinstance(value, Mapping):
        return {name: _known_part(value, name) for name in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_known_part(value, number) for number in range(len(value))]
    return value


def _known_part(whole: Any, name: str | int) -> Any:
    try:
        return known(whole[name])
    except UnknownValueError:
        return None


def no_key_outside_of_a_store(args: StackValidationArgs, report: ReportViolation) -> None:
    """Report each property that shows a key."""
    resources = [
        Registered(
            type=each.resource_type, name=each.name, urn=each.urn, properties=known(each.props)
        )
        for each in args.resources
    ]
    for found in misplaced_keys(resources):
        report(found.sentence, found.urn)


def no_public_secret(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Report a resource policy that lets everybody in."""
    if args.resource_type in SECRET_POLICIES:
        for sentence in public_access(known(args.props)):
            report(sentence)


def no_wildcard_to_a_secret(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Report wildcards that lead to a secret."""
    if args.resource_type in (*SECRET_POLICIES, *IDENTITY_POLICIES):
        is_of_secret = args.resource_type in SECRET_POLICIES
        for sentence in wildcards(known(args.props), is_of_secret=is_of_secret):
            report(sentence)


def serve() -> None:
    """Serve the pack until the engine ends this process."""
    PolicyPack(
        name="submit-key",
        enforcement_level=EnforcementLevel.MANDATORY,
        policies=[
            StackValidationPolicy(
                name="key-only-in-secret-stores",
                description="The Submit API key is in secret stores and nowhere else.",
                validate=no_key_outside_of_a_store,
            ),
            ResourceValidationPolicy(
                name="no-public-secret",
                description="No secret has a public resource policy.",
                validate=no_public_secret,
            ),
            ResourceValidationPolicy(
                name="no-wildcard-to-a-secret",
                description="Nobody reaches a secret by a wildcard.",
                validate=no_wildcard_to_a_secret,
            ),
        ],
    )
